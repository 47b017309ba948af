const { corrections, withdrawCorrection } = require("../../api/mine");
const acting = require("../../behaviors/acting");
const { typeSize } = require("../../behaviors/type-size");
const reading = require("../../behaviors/reading");
const { day, dayOf } = require("../../times");

Page({
  behaviors: [typeSize, reading, acting],
  data: { corrections: [], possible: false },

  onShow() {
    this.load();
  },

  async read() {
    const told = await corrections();
    return { corrections: told.corrections.map(inWords), possible: told.fields.length > 0 };
  },

  toNew() {
    wx.navigateTo({ url: "/pages/mine/correction" });
  },
  toClaim() {
    wx.navigateTo({ url: "/pages/claim/claim" });
  },

  withdraw({ currentTarget }) {
    const { id, field } = currentTarget.dataset;
    wx.showModal({
      title: "撤回更正申请？",
      content: `工会不再办理您对“${field}”的更正。花名册保持原样，以后还可以再申请。`,
      confirmText: "撤回",
      cancelText: "不撤回",
      success: ({ confirm }) => confirm && this.withdrawNow(id),
    });
  },

  withdrawNow(id) {
    return this.once(async () => {
      // Whatever came of it, what the service says now is shown.
      await withdrawCorrection(id).finally(() => this.load());
    });
  },
});

/** A correction with its days in words. */
function inWords(correction) {
  const { due_on: due, answered_at: answered, status } = correction;
  return {
    ...correction,
    waiting: status === "waiting",
    due: due ? day(due) : "",
    answered: answered ? dayOf(answered) : "",
  };
}
