/**
 * For a page that shows what the service answers: the page gives `read()`, which resolves to the data that it shows;
 * `load()` runs it and keeps `loading` and `fault` for the page-frame. What is on the screen stays there while it is
 * read again, and when reading again gets no answer; `stale` says why.
 */
const { shown } = require("../api/faults");

module.exports = Behavior({
  data: { loading: true, fault: null, stale: "" },
  methods: {
    async load() {
      try {
        const data = await this.read();
        this.setData({ ...data, loading: false, fault: null, stale: "" });
      } catch (fault) {
        if (this.data.loading || !fault.unanswered) {
          this.setData({ fault: shown(fault), loading: false });
        } else this.setData({ stale: fault.message });
      }
    },

    /** The button of the fault box. */
    retry() {
      this.setData({ fault: null, loading: true });
      return this.load();
    },
  },
});
