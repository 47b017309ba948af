/**
 * A button that says what it does. `busy` keeps it from being pressed twice; `act` is the event of one press.
 * `open-type` getPhoneNumber and agreePrivacyAuthorization pass WeChat's own events on.
 */
Component({
  properties: {
    /** main, plain, danger or link */
    kind: { type: String, value: "main" },
    busy: { type: Boolean, value: false },
    openType: { type: String, value: "" },
  },
  methods: {
    press() {
      if (!this.data.busy && !this.data.openType) this.triggerEvent("act");
    },
    passPhone(event) {
      this.triggerEvent("phone", event.detail);
    },
    passAgreement() {
      this.triggerEvent("agree");
    },
  },
});
