const { me } = require("../../api/mine");
const { typeSize } = require("../../behaviors/type-size");
const reading = require("../../behaviors/reading");
const { day } = require("../../times");

Page({
  behaviors: [typeSize, reading],
  data: { identity: null, phone: "", phoneWords: "", fields: null },

  onShow() {
    this.load();
  },

  async read() {
    const { identity, phone, phone_verified_on: verified, person } = await me();
    const fields = person ? person.fields.map(inWords) : null;
    return { identity, phone, phoneWords: verified ? `${day(verified)}由微信验证` : "", fields };
  },

  toIdentity() {
    wx.navigateTo({ url: "/pages/identity/identity" });
  },
  toClaim() {
    wx.navigateTo({ url: "/pages/claim/claim" });
  },
  toHome() {
    wx.switchTab({ url: "/pages/home/home" });
  },
  toLooks() {
    wx.navigateTo({ url: "/pages/mine/looks" });
  },
  correct({ currentTarget }) {
    wx.navigateTo({ url: `/pages/mine/correction?field=${currentTarget.dataset.field}` });
  },
});

/** A line of the register; a day is told as people say it. */
function inWords(line) {
  return /^\d{4}-\d{2}-\d{2}$/.test(line.value) ? { ...line, value: day(line.value) } : line;
}
