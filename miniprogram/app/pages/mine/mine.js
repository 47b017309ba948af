const { home, me } = require("../../api/mine");
const { shown } = require("../../api/faults");
const { logOut } = require("../../api/session");
const { typeSize } = require("../../behaviors/type-size");

const STANDARD = 16;

/** What stands here whether the service answers or not: help and leaving must work on a bad network too. */
const ROWS = [
  { url: "/pages/mine/data", title: "我的信息", words: "身份、手机号、花名册上的内容" },
  { url: "/pages/mine/corrections", title: "更正申请", words: "哪里写错了，在这里申请改正" },
  { url: "/pages/mine/proof", title: "会员证明", words: "开一份 PDF，给要看的单位" },
  { url: "/pages/mine/looks", title: "谁看过我的信息", words: "每次查看和导出都有记录" },
  { url: "/pages/mine/consents", title: "告知书与授权", words: "看原文，也可以撤回同意" },
  { url: "/pages/mine/copy", title: "信息副本", words: "把系统里存的、关于您的都取走一份" },
  { url: "/pages/mine/erasure", title: "删除我的信息", words: "会籍结束以后，可以要求删除" },
  { url: "/pages/messages/messages", title: "消息", words: "工会给您的通知" },
  { url: "/pages/help/help", title: "帮助", words: "常见问题，打电话问工会" },
];

/** The rows, with the number of unread messages in words. */
function rowsWith(unread) {
  return ROWS.map((row) =>
    row.title === "消息"
      ? { ...row, words: unread ? `有 ${unread} 条未读` : "没有未读的消息" }
      : row,
  );
}

/** The masked name: as stated, else as the register says it to whoever holds the card. */
function nameIn({ identity, person }) {
  if (identity) return identity.name;
  const line = person && person.fields.find(({ field }) => field === "name");
  return line ? line.value : "";
}

/** The present size of type in words, from the size of one rem. */
function sizeWords(rootFontSize) {
  const factor = Math.round((Number.parseFloat(rootFontSize) / STANDARD) * 100) / 100;
  return factor > 1 ? `现在的字是标准大小的 ${factor} 倍` : "现在的字是标准大小";
}

Page({
  behaviors: [typeSize],
  data: {
    loading: true,
    rows: ROWS,
    name: "",
    union: "",
    sizeWords: "",
    fault: null,
    leaving: false,
  },

  onShow() {
    this.setData({ sizeWords: sizeWords(this.data.rootFontSize) });
    this.load();
  },

  /** Nothing is drawn before the first answer, or failure: rows that jump under a finger lead elsewhere. */
  async load() {
    try {
      const [{ unread, membership }, mine] = await Promise.all([home(), me()]);
      const union = membership ? membership.union_name : "";
      this.setData({
        rows: rowsWith(unread),
        name: nameIn(mine),
        union,
        fault: null,
        loading: false,
      });
    } catch (fault) {
      this.setData({ fault: shown(fault), loading: false });
    }
  },

  go({ currentTarget }) {
    wx.navigateTo({ url: currentTarget.dataset.url });
  },

  leave() {
    wx.showModal({
      title: "退出登录？",
      content:
        "退出后，这部手机上不再留有您的登录。您的申请、会员卡和信息都在工会的系统里，不受影响。" +
        "再次登录不用密码，用这个微信就行。",
      confirmText: "退出登录",
      cancelText: "不退出",
      success: ({ confirm }) => confirm && this.logOut(),
    });
  },

  async logOut() {
    this.setData({ leaving: true });
    await logOut();
    // Closes every open page: nothing personal stays on a screen behind this one.
    wx.reLaunch({ url: "/pages/mine/left" });
  },
});
