const { typeSize } = require("../../behaviors/type-size");

/** 已退出登录: reads nothing and asks nothing, so that no new session begins by itself. */
Page({
  behaviors: [typeSize],

  enter() {
    wx.reLaunch({ url: "/pages/home/home" });
  },
});
