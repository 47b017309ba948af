/** What went wrong and what to do now; with a number for whoever helps on the phone. */
Component({
  properties: {
    fault: { type: Object, value: null },
    retriable: { type: Boolean, value: false },
  },
  methods: {
    retry() {
      this.triggerEvent("retry");
    },
  },
});
