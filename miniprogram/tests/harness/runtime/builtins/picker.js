// 选择器: what the page draws, and over it the browser's own list or calendar, invisible but there for keyboard and test.
import { hostOf } from "../space.js";
import { builtIn } from "./builtin.js";

const KINDS = { selector: "select", date: "date", time: "time" };

export default () => ({
  picker: builtIn("picker", {
    properties: {
      name: String,
      mode: { type: String, value: "selector" },
      range: { type: Array, value: [] },
      rangeKey: String,
      value: { type: null, value: null },
      start: String,
      end: String,
      fields: { type: String, value: "day" },
      disabled: Boolean,
      headerText: String,
    },
    observers: {
      "mode, range, rangeKey, value, start, end, fields, disabled"() {
        this.draw();
      },
    },
    lifetimes: {
      attached() {
        this.draw();
      },
    },
    methods: {
      formValue() {
        return this.data.value;
      },
      control(kind) {
        const host = hostOf(this);
        const there = host.querySelector(":scope > [data-speaker]");
        if (there?.dataset.speaker === kind) return there;
        there?.remove();
        const made = document.createElement(kind === "select" ? "select" : "input");
        if (kind !== "select") made.type = kind;
        made.dataset.speaker = kind;
        made.addEventListener("change", () => this.chosen(made.value));
        if (kind !== "select") made.addEventListener("click", () => made.showPicker?.());
        host.append(made);
        if (this.data.ariaLabel) {
          made.setAttribute("aria-label", this.data.ariaLabel);
          host.removeAttribute("aria-label");
        }
        return made;
      },
      draw() {
        const { mode, fields, disabled, start, end, value, range, rangeKey } = this.data;
        if (!KINDS[mode]) throw new Error(`picker mode ${mode} is not stubbed`);
        const control = this.control(mode === "date" && fields === "month" ? "month" : KINDS[mode]);
        control.disabled = disabled;
        if (mode === "selector") fill(control, range, rangeKey, Number(value ?? 0));
        else Object.assign(control, { min: start, max: end, value: value || "" });
      },
      chosen(value) {
        if (value === "") return;
        this.setData({ value: this.data.mode === "selector" ? Number(value) : value });
        this.triggerEvent("change", { value });
      },
    },
  }),
});

function fill(select, range, key, chosen) {
  const words = range.map((one) => (key ? one[key] : one));
  const none = new Option("请选择", "", true);
  Object.assign(none, { hidden: true, disabled: true });
  select.replaceChildren(none, ...words.map((text, index) => new Option(text, String(index))));
  select.value = chosen >= 0 && chosen < words.length ? String(chosen) : "";
}
