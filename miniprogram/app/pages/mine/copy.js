const { copy, copyOnPaper, me } = require("../../api/mine");
const acting = require("../../behaviors/acting");
const reading = require("../../behaviors/reading");
const { typeSize } = require("../../behaviors/type-size");
const files = require("../../files");

const PAPER = "我的信息副本.pdf";
const DATA = "我的信息副本.json";

Page({
  behaviors: [typeSize, reading, acting],
  data: { asksNumber: false, tail: "" },

  onLoad() {
    this.load();
  },
  onUnload() {
    files.discard(PAPER);
    files.discard(DATA);
  },

  async read() {
    const { identity, person } = await me();
    return { asksNumber: Boolean(identity || person) };
  },

  type({ detail }) {
    this.setData({ tail: detail.value });
  },

  show() {
    return this.take(async (wanted) => files.open(PAPER, await copyOnPaper(wanted)));
  },
  send() {
    return this.take(async (wanted) => {
      const text = JSON.stringify(await copy(wanted), null, 2);
      if (await files.send(DATA, text)) wx.showToast({ title: "已发送" });
    });
  },

  /** What is missing is said before anything is asked of the service, which counts wrong guesses. */
  take(work) {
    const { asksNumber, tail } = this.data;
    if (asksNumber && tail.trim().length !== 4) {
      this.setData({ faults: { number_tail: "请填写证件号码最后四位。" }, problem: null });
      return undefined;
    }
    return this.once(() => work({ number_tail: tail.trim() }));
  },
});
