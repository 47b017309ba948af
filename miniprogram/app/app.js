const { logIn } = require("./api/session");
const { rootFontSize } = require("./behaviors/type-size");

App({
  globalData: {
    /** Size of one rem, from WeChat's own setting for larger type. */
    rootFontSize: "16px",
  },

  onLaunch() {
    this.globalData.rootFontSize = rootFontSize();
    // Whoever opens the mini-program is logged in silently; a page that needs it waits for the same attempt.
    logIn().catch(() => undefined);
    this.keepUpToDate();
  },

  /** A new version that was fetched while people worked is used at the next start, and they are told. */
  keepUpToDate() {
    const manager = wx.getUpdateManager();
    manager.onUpdateReady(() => {
      wx.showModal({
        title: "有新版本",
        content: "新版本已经准备好，重新打开就能使用。您填写的内容已保存，不会丢失。",
        confirmText: "重新打开",
        cancelText: "以后再说",
        success: ({ confirm }) => confirm && manager.applyUpdate(),
      });
    });
  },
});
