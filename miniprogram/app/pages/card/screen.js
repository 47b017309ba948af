/**
 * The screen while a code is shown: bright, not falling asleep, black in screenshots and recordings. Everything is put
 * back as it was when the code leaves the screen.
 */
const FOLLOW_SYSTEM = -1;
let shown = false;
/** What puts the light back: on Android −1, which follows the system again. @type {number | null} */
let before = null;

function brighten() {
  if (shown) return;
  shown = true;
  wx.setKeepScreenOn({ keepScreenOn: true });
  hideFromCapture("hidden");
  wx.getScreenBrightness({
    success({ value }) {
      // The code may have left the screen while the phone answered.
      if (!shown) return;
      before = wx.getDeviceInfo().platform === "android" ? FOLLOW_SYSTEM : value;
      wx.setScreenBrightness({ value: 1 });
    },
  });
}

function putBack() {
  if (!shown) return;
  shown = false;
  wx.setKeepScreenOn({ keepScreenOn: false });
  hideFromCapture("none");
  if (before !== null) wx.setScreenBrightness({ value: before });
  before = null;
}

/** Older WeChat cannot do it; the code is dead within ninety seconds all the same. */
function hideFromCapture(visualEffect) {
  if (wx.canIUse("setVisualEffectOnCapture")) wx.setVisualEffectOnCapture({ visualEffect });
}

module.exports = { brighten, putBack };
