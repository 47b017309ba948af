const { typeSize } = require("../../behaviors/type-size");
const questions = require("./questions");

Page({
  behaviors: [typeSize],
  data: { questions },

  toHome() {
    wx.switchTab({ url: "/pages/home/home" });
  },
});
