const { me, proof } = require("../../api/mine");
const acting = require("../../behaviors/acting");
const reading = require("../../behaviors/reading");
const { typeSize } = require("../../behaviors/type-size");
const files = require("../../files");

const NAME = "会员证明.pdf";

Page({
  behaviors: [typeSize, reading, acting],
  data: { proved: false },

  onShow() {
    this.load();
  },
  onUnload() {
    files.discard(NAME);
  },

  async read() {
    return { proved: Boolean((await me()).person) };
  },

  issue() {
    return this.once(async () => files.open(NAME, await proof()));
  },
  toClaim() {
    wx.navigateTo({ url: "/pages/claim/claim" });
  },
});
