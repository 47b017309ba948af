/**
 * For the page that fills in an application: what was typed goes to the server when a field is left, when a step is
 * done and when the page goes away; one save after the other, so that an older one never overtakes.
 */
const { fillIn } = require("../api/applications");

module.exports = Behavior({
  methods: {
    begin() {
      /** Typed and not saved yet, by field. */
      this.typed = {};
      this.queue = Promise.resolve();
    },

    /** Save these fields as they stand now; rejects with what the service said. */
    save(facts) {
      const saved = this.queue.then(async () => {
        if (!Object.keys(facts).length) return;
        this.application = await fillIn(this.application.id, facts);
        for (const code of Object.keys(facts)) {
          if (this.typed[code] === facts[code]) delete this.typed[code];
        }
      });
      this.queue = saved.catch(() => undefined);
      return saved;
    },

    /** Save what is typed, each field alone and without a word: what the service refuses is told at the next step. */
    keep() {
      for (const [code, value] of Object.entries(this.typed || {})) {
        if (value || code === "address" || code === "unit_uscc") {
          this.save({ [code]: value }).catch(() => undefined);
        }
      }
    },
  },
});
