const { notices, read } = require("../../api/notices");
const { typeSize } = require("../../behaviors/type-size");
const reading = require("../../behaviors/reading");
const { go } = require("../../places");
const { clock } = require("../../times");

/** Where a message leads, by the first word of its kind. */
const NEXT = {
  application: { words: "查看办理进度", url: "/pages/application/progress" },
  card: { words: "去看惠工卡", url: "/pages/card/card" },
  copy: { words: "去看惠工卡", url: "/pages/card/card" },
  erasure: { words: "查看删除申请", url: "/pages/mine/erasure" },
  consent: { words: "查看告知书与授权", url: "/pages/mine/consents" },
  transfer: { words: "查看会籍接转", url: "/pages/transfer/transfer" },
  membership: { words: "去看惠工卡", url: "/pages/card/card" },
  correction: { words: "查看更正申请", url: "/pages/mine/corrections" },
};

Page({
  behaviors: [typeSize, reading],
  data: { notices: [], unread: 0 },

  onLoad() {
    this.load();
  },

  async read() {
    const told = (await notices()).map((notice) => ({
      ...notice,
      at: clock(notice.at),
      unread: !notice.read_at,
      next: NEXT[notice.kind.split("_")[0]] || null,
    }));
    return { notices: told, unread: countUnread(told) };
  },

  /** An opened message is read; when telling the service fails, it stays unread and is told at the next opening. */
  async turn({ currentTarget, detail }) {
    const { id } = currentTarget.dataset;
    const opened = this.data.notices.find((notice) => notice.id === id);
    if (!detail.open || !opened.unread) return;
    try {
      await read(id);
    } catch (_) {
      return;
    }
    const told = this.data.notices.map((notice) =>
      notice.id === id ? { ...notice, unread: false } : notice,
    );
    this.setData({ notices: told, unread: countUnread(told) });
  },

  go({ currentTarget }) {
    go(currentTarget.dataset.url);
  },

  toHome() {
    wx.switchTab({ url: "/pages/home/home" });
  },
});

function countUnread(told) {
  return told.filter((notice) => notice.unread).length;
}
