const { confirmScan, openScan, refuseScan } = require("../../api/scans");
const { shown } = require("../../api/faults");
const acting = require("../../behaviors/acting");
const reading = require("../../behaviors/reading");
const { typeSize } = require("../../behaviors/type-size");
const { go } = require("../../places");
const subscribe = require("../../subscribe");
const { clock } = require("../../times");

Page({
  behaviors: [typeSize, reading, acting],
  data: { scan: null, askedAt: "", noCode: false, refused: null },
  scene: "",

  /** `scene` is what the code on the screen of the computer says. */
  onLoad({ scene = "" }) {
    this.scene = decodeURIComponent(scene);
    if (this.scene) {
      this.load();
      subscribe.ready("staff");
    } else {
      this.setData({ loading: false, noCode: true });
    }
  },

  /** The first phone that opens a code is the only one; opening it again shows it again. */
  async read() {
    try {
      return this.seen(await openScan(this.scene));
    } catch (fault) {
      // Trying again helps a bad network, never a code that is over or another phone's.
      if (fault.unanswered || fault.status >= 500) throw fault;
      return { refused: shown(fault) };
    }
  },

  seen(scan) {
    return { scan, askedAt: clock(scan.asked_at) };
  },

  /** Reminders (花名册更新、数据疑点) are allowed in a tap or not at all: in this one. */
  confirm() {
    const answered = subscribe.ask("staff");
    return this.once(async () => {
      await answered;
      this.setData(this.seen(await confirmScan(this.data.scan.id)));
    });
  },

  refuse() {
    return this.once(async () => this.setData(this.seen(await refuseScan(this.data.scan.id))));
  },

  toHome() {
    go("/pages/home/home");
  },
});
