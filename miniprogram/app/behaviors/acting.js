/**
 * For a page on which something is done: one thing at a time, however often the button is pressed; what failed is told
 * (`problem`, and `faults` at the fields), and 重试 does the same again.
 */
const { Fault, shown } = require("../api/faults");

module.exports = Behavior({
  data: { busy: false, problem: null, faults: {}, retriable: false },
  lifetimes: {
    detached() {
      this.gone = true;
    },
  },
  methods: {
    /** @param {() => Promise<any>} work */
    async once(work) {
      // A flag of our own: what setData says reaches the button only after a second quick tap.
      if (this.doing) return;
      this.doing = true;
      this.work = work;
      this.setData({ busy: true, problem: null, faults: {} });
      try {
        await work();
      } catch (fault) {
        if (!(fault instanceof Fault)) console.error(fault);
        this.tell(fault);
      }
      this.doing = false;
      // What was done may have led away from this page for good.
      if (!this.gone) this.setData({ busy: false });
    },

    /** The button of the fault box. */
    again() {
      return this.once(this.work);
    },

    /** Show a fault, and bring the first place that it concerns into view. */
    tell(fault) {
      const problem = shown(fault);
      const retriable = Boolean(fault.retriable);
      const [first] = Object.keys(problem.fields);
      this.setData({ problem, retriable, faults: problem.fields }, () => {
        wx.pageScrollTo({
          selector: first ? `#field-${first}` : "#problem",
          offsetTop: -16,
          fail: () => undefined,
        });
      });
    },
  },
});
