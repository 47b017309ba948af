// The phone: its size, its light, its clipboard, its calls.
import { person } from "../person.js";
import { toast } from "../dialogs.js";
import { door } from "./call.js";
import { phone } from "./phone.js";

const BAR = 44;
const FOLLOW_SYSTEM = -1;

function windowInfo() {
  const safeArea = {
    top: 0,
    left: 0,
    right: innerWidth,
    bottom: innerHeight,
    width: innerWidth,
    height: innerHeight,
  };
  return {
    pixelRatio: devicePixelRatio,
    screenWidth: innerWidth,
    screenHeight: innerHeight,
    statusBarHeight: 0,
    safeArea,
    windowWidth: innerWidth,
    windowHeight: innerHeight - BAR,
    screenTop: BAR,
  };
}

export default {
  getWindowInfo: windowInfo,
  getAppBaseInfo: () => ({
    SDKVersion: person.base,
    version: "8.0.60",
    language: "zh_CN",
    enableDebug: false,
    host: { env: "WeChat" },
    theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
    fontSizeSetting: Math.round(16 * person.scale),
    fontSizeScaleFactor: person.scale,
  }),
  getDeviceInfo: () => ({
    platform: person.system,
    brand: "样机",
    model: "样机",
    system: person.system === "ios" ? "iOS 17.0" : "Android 14",
    benchmarkLevel: 30,
    abi: "arm64",
  }),
  getSystemSetting: () => ({
    bluetoothEnabled: false,
    locationEnabled: false,
    wifiEnabled: true,
    deviceOrientation: "portrait",
  }),
  getMenuButtonBoundingClientRect: () => ({
    width: 87,
    height: 32,
    top: 6,
    bottom: 38,
    left: innerWidth - 94,
    right: innerWidth - 7,
  }),

  getScreenBrightness: door("getScreenBrightness", () => ({ value: phone.brightness })),
  setScreenBrightness: door("setScreenBrightness", ({ value }) => {
    phone.ownLight = value === FOLLOW_SYSTEM ? null : value;
  }),
  setKeepScreenOn: door("setKeepScreenOn", ({ keepScreenOn }) => {
    phone.keptOn = keepScreenOn;
  }),
  setVisualEffectOnCapture: door("setVisualEffectOnCapture", ({ visualEffect }) => {
    phone.captureAllowed = visualEffect !== "hidden";
  }),
  onUserCaptureScreen: phone.captured.on,
  offUserCaptureScreen: phone.captured.off,
  vibrateShort: door("vibrateShort", ({ type }) => {
    if (!["heavy", "medium", "light"].includes(type)) throw new Error("vibrateShort needs a type");
    phone.vibrated += 1;
  }),
  makePhoneCall: door("makePhoneCall", ({ phoneNumber }) => {
    phone.dialled.push(phoneNumber);
  }),
  setClipboardData: door("setClipboardData", ({ data }) => {
    phone.clipboard = data;
    toast("内容已复制", { lasts: 1500 });
  }),
  getClipboardData: door("getClipboardData", () => ({ data: phone.clipboard })),
};
