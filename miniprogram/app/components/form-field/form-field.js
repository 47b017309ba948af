/**
 * One question of a form: its label, a hint, the fault at this field, and the answer as text, number or a choice
 * from a list. Change and blur are told with the value; nothing is kept here.
 */
/** So far the keyboard stays below the line that is typed, in CSS pixels: the field's edge and what comes next are seen. */
const ABOVE_KEYBOARD = 80;

Component({
  properties: {
    label: String,
    hint: { type: String, value: "" },
    fault: { type: String, value: "" },
    value: { type: String, value: "" },
    /** text, number, idcard, digit or nickname (WeChat's keyboards) or choice */
    type: { type: String, value: "text" },
    maxlength: { type: Number, value: 120 },
    optional: { type: Boolean, value: false },
    /** for a choice: [{code, label}] */
    choices: { type: Array, value: [] },
    placeholder: { type: String, value: "" },
  },
  data: { index: -1, chosen: "", above: ABOVE_KEYBOARD },
  observers: {
    "value, choices"(value, choices) {
      const index = choices.findIndex((one) => one.code === value);
      this.setData({ index, chosen: index < 0 ? "" : choices[index].label });
    },
  },
  methods: {
    type(event) {
      this.triggerEvent("change", { value: event.detail.value });
    },
    leave(event) {
      this.triggerEvent("leave", { value: event.detail.value });
    },
    choose(event) {
      const { code } = this.data.choices[Number(event.detail.value)];
      this.triggerEvent("change", { value: code });
      this.triggerEvent("leave", { value: code });
    },
  },
});
