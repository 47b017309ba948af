const {
  transfers,
  agreeToTransfer,
  declineTransfer,
  withdrawTransfer,
} = require("../../api/transfers");
const { surely } = require("../../surely");
const acting = require("../../behaviors/acting");
const reading = require("../../behaviors/reading");
const { typeSize } = require("../../behaviors/type-size");
const { clock, day } = require("../../times");

Page({
  behaviors: [typeSize, reading, acting],
  data: { now: null, earlier: [] },

  onShow() {
    this.load();
  },

  async read() {
    const [now = null, ...earlier] = (await transfers()).map(told);
    return { now, earlier };
  },

  agree() {
    return this.answer(agreeToTransfer, (one) => !one.may_agree && one.status !== "declined");
  },

  decline() {
    wx.showModal({
      title: "不同意接转？",
      content: "会籍留在原来的工会。请您接转的工会不会知道您选了什么。",
      confirmText: "不同意",
      cancelText: "再想想",
      success: ({ confirm }) => {
        if (confirm) this.answer(declineTransfer, (one) => one.status === "declined");
      },
    });
  },

  /** Once, also when the answer was lost; ``isDone`` knows it by what stands there. */
  answer(send, isDone) {
    const { id } = this.data.now;
    return this.once(async () => {
      await surely(
        () => send(id),
        async () => (await transfers()).find((one) => one.id === id && isDone(one)) || null,
      );
      await this.load();
    });
  },

  withdraw() {
    wx.showModal({
      title: "撤回接转？",
      content: "会籍留在原来的工会。以后需要，可以再申请。",
      confirmText: "撤回",
      cancelText: "不撤回",
      success: ({ confirm }) => {
        if (confirm) this.takeBack();
      },
    });
  },

  /** Once, also when the answer was lost. */
  takeBack() {
    const { id } = this.data.now;
    return this.once(async () => {
      await surely(
        () => withdrawTransfer(id),
        async () =>
          (await transfers()).find((one) => one.id === id && one.status === "withdrawn") || null,
      );
      await this.load();
    });
  },

  toJoin() {
    wx.redirectTo({ url: "/pages/join/join" });
  },

  toHome() {
    wx.switchTab({ url: "/pages/home/home" });
  },
});

/** A transfer with its days and times for people. */
function told(transfer) {
  return {
    ...transfer,
    since: clock(transfer.since),
    due: day(transfer.due),
    done: day(transfer.done_on),
    steps: transfer.steps.map((step, index) => ({
      key: index,
      words: step.words,
      at: clock(step.at),
      more: [step.reason, step.remark].filter(Boolean).join("。"),
    })),
  };
}
