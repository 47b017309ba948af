const { erasure, wantErasure, withdrawErasure } = require("../../api/mine");
const acting = require("../../behaviors/acting");
const reading = require("../../behaviors/reading");
const { typeSize } = require("../../behaviors/type-size");
const { day } = require("../../times");

Page({
  behaviors: [typeSize, reading, acting],
  data: { waits: false, state: "", basis: "", dueWords: "", mayAsk: false, days: 0, asked: false },

  onShow() {
    this.load();
  },

  async read() {
    const seen = await erasure();
    return {
      waits: Boolean(seen.status),
      state: seen.status_words,
      basis: seen.basis_words,
      dueWords: seen.due_on ? `${day(seen.due_on)}删除` : "县总工会核准以后再等几天",
      mayAsk: seen.may_ask,
      days: seen.days,
    };
  },

  /** The question stands in full on the page: what is destroyed, what stays. */
  ask() {
    this.setData({ asked: true, problem: null });
  },
  keep() {
    this.setData({ asked: false });
  },
  confirm() {
    return this.change(wantErasure);
  },
  withdraw() {
    return this.change(withdrawErasure);
  },
  toCopy() {
    wx.navigateTo({ url: "/pages/mine/copy" });
  },

  /** Whatever came of it, what the service says now is shown. */
  change(act) {
    return this.once(async () => {
      await act().finally(() => this.load());
      this.setData({ asked: false });
    });
  },
});
