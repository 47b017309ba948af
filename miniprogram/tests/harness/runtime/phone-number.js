// 手机号快速验证: WeChat asks the person, then hands out a code that the service exchanges for the number.
import { ask } from "./dialogs.js";
import { person } from "./person.js";
import { phoneCode } from "./platform.js";

/** The detail of the event getphonenumber. */
export async function askPhone() {
  if (!person.phone) return { errMsg: "getPhoneNumber:fail no bind phone number" };
  const abroad = person.country === "86" ? "" : `+${person.country} `;
  const masked = `${abroad}${person.phone.slice(0, 3)}****${person.phone.slice(-4)}`;
  const { value } = await ask({
    title: "申请获取并验证你的手机号",
    words: masked,
    buttons: [
      { value: false, text: "不允许" },
      { value: true, text: "允许", colour: "#07825a" },
    ],
  });
  if (!value) return { errMsg: "getPhoneNumber:fail user deny" };
  return { errMsg: "getPhoneNumber:ok", code: await phoneCode() };
}
