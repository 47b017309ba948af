/** Something folded away until it is asked for: its title is a button that says whether it is open. */
Component({
  properties: {
    title: String,
    /** A word in front of the title, such as 未读. */
    mark: { type: String, value: "" },
    /** A quiet line below the title. */
    note: { type: String, value: "" },
    open: { type: Boolean, value: false },
  },
  methods: {
    turn() {
      const open = !this.data.open;
      this.setData({ open });
      this.triggerEvent("turn", { open });
    },
  },
});
