const { home } = require("../../api/mine");
const { typeSize } = require("../../behaviors/type-size");
const reading = require("../../behaviors/reading");

/** Where each act leads; the acts themselves, their titles and their order come from the service. */
const PLACES = {
  join: "/pages/join/join",
  continue: "/pages/application/form",
  progress: "/pages/application/progress",
  correct: "/pages/application/form",
  claim: "/pages/claim/claim",
  claim_progress: "/pages/claim/claim",
  show_card: "/pages/card/card",
  recover_card: "/pages/card/recover",
  help: "/pages/help/help",
};
const TABS = ["/pages/card/card", "/pages/mine/mine"];

Page({
  behaviors: [typeSize, reading],
  data: { home: null },

  onShow() {
    this.load();
  },

  async read() {
    return { home: await home() };
  },

  go(event) {
    const url = PLACES[event.currentTarget.dataset.act];
    if (TABS.includes(url)) wx.switchTab({ url });
    else wx.navigateTo({ url });
  },

  toMessages() {
    wx.navigateTo({ url: "/pages/messages/messages" });
  },
});
