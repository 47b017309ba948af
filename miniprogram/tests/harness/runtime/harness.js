// window.harness: what a test or the preview does to the phone from outside, and what it can read of it.
import { app } from "./app.js";
import { drawnCode } from "./codes.js";
import { keyboard } from "./keyboard.js";
import { phone } from "./wx/phone.js";
import { seen } from "./wx/scan.js";

export const harness = {
  /** Names of the wx doors that were used, in order. */
  calls: [],
  /** Brightness, keep-awake, clipboard, numbers dialled: what the phone is like now. */
  phone,
  /** The next wx.scanCode sees this text. */
  scan: (text) => phone.toScan.push(text),
  /** A code is held before the camera that wx.scanCode opened; false when none is open. */
  seen,
  /** The text of the code that the page on top shows. */
  get lastCode() {
    return drawnCode();
  },
  /** The mini-program goes to the back, and comes to the front again. */
  hide: () => app.turn(false),
  show: () => app.turn(true),
  /** From now on every request fails in this way (weixin/said.json, «fails»); with an empty name none does. */
  breakLine: (name) => {
    phone.line = name;
  },
  /** From now on a keyboard rises when a field is touched; or none does any more. */
  useKeyboard: (wanted = true) => {
    keyboard.wanted = wanted;
  },
  /** The person takes a screenshot. */
  captureScreen: () => phone.captured.tell({}),
  /** A new version has been fetched. */
  updateReady: () => phone.updated.tell({}),
};
