/**
 * Whom to call. The service says who the county is; without a network the name and number of config.js still help,
 * for a call needs none.
 */
const { home } = require("../../api/mine");
const { county } = require("../../config");

Component({
  properties: {
    /** When to call. */
    words: { type: String, value: "" },
  },
  data: { county },
  lifetimes: {
    attached() {
      home()
        .then(({ county: told }) => this.setData({ county: told }))
        .catch(() => undefined);
    },
  },
  methods: {
    call() {
      // Whoever presses «cancel» in the phone's own question has failed nothing.
      wx.makePhoneCall({ phoneNumber: this.data.county.phone, fail: () => undefined });
    },
  },
});
