/**
 * The frame of every page: while it loads, when it could not be loaded, and the page itself.
 * The page keeps `fault` (see api/faults `shown`) and listens to `retry`.
 */
Component({
  options: { multipleSlots: false },
  properties: {
    /** Nothing can be shown yet. */
    loading: { type: Boolean, value: false },
    /** Why the page could not be loaded; the content stays hidden. */
    fault: { type: Object, value: null },
  },
  methods: {
    retry() {
      this.triggerEvent("retry");
    },
  },
});
