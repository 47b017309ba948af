// The simulator's control doors: what a person does on the phone and the platform must know.
import { person } from "./person.js";

async function door(name, document) {
  const answer = await fetch(`/platform/${name}`, {
    method: "POST",
    body: JSON.stringify(document),
  });
  if (!answer.ok) throw new Error(`the simulator refused ${name}: ${answer.status}`);
  return answer.json();
}

/** The appid of the mini-program, as the server was told. */
export const appid = globalThis.__appid;

/** The code that wx.login gives. */
export const loginCode = async () =>
  (await door("login-codes", { openid: person.who, appid })).code;

/** The code that the phone button gives. */
export async function phoneCode() {
  const { who: openid, phone, country } = person;
  return (await door("phone-codes", { openid, phone, country, appid })).code;
}

/** One more message of this kind may be sent. */
export const grant = (templateId) =>
  door("grants", { openid: person.who, template_id: templateId, count: 1 });
