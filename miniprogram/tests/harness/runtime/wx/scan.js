// wx.scanCode: sees what a test put in front of the camera, or asks whoever looks at the preview.
import { ask, make } from "../dialogs.js";
import { offered } from "../codes.js";
import { Fail, door } from "./call.js";
import { phone } from "./phone.js";
import { refusal } from "./strict.js";

const MINI_PROGRAM_CODE = /^\/?pages\/.+\?scene=/;
let aim;

/** A code comes before the camera that is open; whether one was. */
export function seen(text) {
  const open = Boolean(aim);
  aim?.({ text });
  return open;
}

export default {
  scanCode: door("scanCode", async () => {
    if (!phone.camera) throw refusal("no camera");
    const text = phone.toScan.length ? phone.toScan.shift() : await askText();
    if (!text) throw new Fail("cancel");
    if (MINI_PROGRAM_CODE.test(text)) {
      return { result: "", path: text, scanType: "WX_CODE", charSet: "UTF-8", rawData: "" };
    }
    return { result: text, scanType: "QR_CODE", charSet: "UTF-8", rawData: "" };
  }),
};

async function askText() {
  const field = Object.assign(make("textarea", ""), { rows: 3 });
  field.setAttribute("aria-label", "码里的内容");
  const buttons = offered().map(({ from, text }) => ({
    value: { text },
    text: `扫${from}手机上的码`,
  }));
  const { value } = await ask({
    title: "相机",
    words: "这里没有相机。请选一台手机上的码，或者填写码里的内容。",
    fields: (dialog) => dialog.append(field),
    opened: (close) => {
      aim = close;
    },
    buttons: [...buttons, { text: "取消" }, { value: {}, text: "扫填写的内容" }],
    down: true,
  });
  aim = undefined;
  return value && (value.text ?? field.value.trim());
}
