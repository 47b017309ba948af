// 单选、多选、开关: the browser's own box inside the component, whose words stand beside it.
import { callerOf, hostOf } from "../space.js";
import { builtIn } from "./builtin.js";

/** A component with one box to tick; `changed` is what follows a tick. */
function box(tag, kind, properties, changed) {
  return builtIn(tag, {
    properties: {
      value: String,
      checked: Boolean,
      disabled: Boolean,
      color: String,
      ...properties,
    },
    observers: {
      checked(value) {
        this.input().checked = value;
      },
      disabled(value) {
        this.input().disabled = value;
      },
      color(value) {
        this.input().style.accentColor = value;
      },
    },
    lifetimes: {
      created() {
        const input = Object.assign(document.createElement("input"), { type: kind });
        input.dataset.speaker = "";
        if (tag === "switch") input.setAttribute("role", "switch");
        hostOf(this).prepend(input);
        input.addEventListener("change", () => changed.call(this, input));
      },
      attached() {
        const host = hostOf(this);
        const own = host.textContent.trim();
        // Words inside the component are its name; a label around it names it anyway.
        if (own && !host.closest("label") && !this.data.ariaLabel) {
          this.input().setAttribute("aria-label", own);
        }
        host.addEventListener("click", (event) => {
          if (event.target !== this.input() && !host.closest("label")) this.input().click();
        });
      },
    },
    methods: {
      input() {
        return hostOf(this).firstElementChild;
      },
      ...(tag === "switch" && {
        formValue() {
          return this.data.checked;
        },
      }),
    },
  });
}

const inside = (around, tag) => [...hostOf(around).querySelectorAll(tag)].map(callerOf);

function group(tag, one, value) {
  return builtIn(tag, {
    properties: { name: String },
    methods: {
      formValue() {
        return value(
          inside(this, one)
            .filter((each) => each.data.checked)
            .map((each) => each.data.value),
        );
      },
      changed() {
        this.triggerEvent("change", { value: this.formValue() });
      },
    },
  });
}

const around = (caller, tag) => callerOf(hostOf(caller).closest(tag));

export default () => ({
  radio: box("radio", "radio", {}, function () {
    const all = around(this, "wx-radio-group");
    if (!all) throw new Error("a radio stands in no radio-group");
    for (const each of inside(all, "wx-radio")) each.setData({ checked: each === this });
    all.changed();
  }),
  "radio-group": group("radio-group", "wx-radio", (values) => values[0] ?? ""),
  checkbox: box("checkbox", "checkbox", {}, function ({ checked }) {
    this.setData({ checked });
    around(this, "wx-checkbox-group")?.changed();
  }),
  "checkbox-group": group("checkbox-group", "wx-checkbox", (values) => values),
  switch: box("switch", "checkbox", { name: String, type: String }, function ({ checked }) {
    this.setData({ checked });
    this.triggerEvent("change", { value: checked });
  }),
});
