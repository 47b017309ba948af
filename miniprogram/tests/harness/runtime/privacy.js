// WeChat's gate before personal data: until the person has agreed to the mini-program's 用户隐私保护指引, doors that give
// such data wait. The page may ask with words of its own (wx.onNeedPrivacyAuthorization and an agreeing button); a page
// that does not listen gets WeChat's own window.
import { ask } from "./dialogs.js";
import { known, remember } from "./person.js";

export const CONTRACT = "《小程序用户隐私保护指引》";
let listener;
let tapped = new Set();

export const hasAgreed = () => Boolean(known().privacy);

/** An agreeing button was tapped. */
export function agreed(buttonId) {
  tapped.add(buttonId);
  remember({ privacy: true });
}

export function listenForNeed(wanted) {
  listener = wanted;
}

/** Whether a door that gives personal data may open now; asks when the person has not said. */
export async function allowed(referrer) {
  if (hasAgreed()) return true;
  return listener ? askByPage(referrer) : askByWeChat();
}

function askByPage(referrer) {
  tapped = new Set();
  return new Promise((answer) => {
    listener(
      ({ event, buttonId } = {}) => {
        if (event === "exposureAuthorization") return;
        if (event !== "agree") answer(false);
        else if (tapped.has(buttonId)) answer(true);
        else throw new Error(`resolve({event: "agree"}) for #${buttonId}, which nobody tapped`);
      },
      { referrer },
    );
  });
}

async function askByWeChat() {
  const { value } = await ask({
    title: "用户隐私保护提示",
    words: `使用前请您先阅读${CONTRACT}。您点击“同意”，即表示已阅读并同意。`,
    buttons: [
      { value: false, text: "拒绝" },
      { value: true, text: "同意", colour: "#07825a" },
    ],
  });
  if (value) remember({ privacy: true });
  return Boolean(value);
}

export async function showContract() {
  await ask({
    title: CONTRACT,
    words: "这里是微信后台里登记的隐私保护指引。预览里没有它的正文。",
    buttons: [{ value: true, text: "返回" }],
  });
}
