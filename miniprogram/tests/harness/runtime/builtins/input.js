// 输入框, one line or many: the browser's own fields.
import { height, rise, sink } from "../keyboard.js";
import { hostOf } from "../space.js";
import { builtIn, write } from "./builtin.js";

const KINDS = {
  text: ["text", "text"],
  nickname: ["text", "text"],
  number: ["text", "numeric"],
  idcard: ["text", "text"],
  digit: ["text", "decimal"],
  "safe-password": ["password", "text"],
};
const shared = {
  properties: {
    name: String,
    value: String,
    placeholder: String,
    placeholderStyle: String,
    placeholderClass: String,
    disabled: Boolean,
    focus: Boolean,
    autoFocus: Boolean,
    maxlength: { type: Number, value: 140 },
    cursor: Number,
    cursorSpacing: Number,
    adjustPosition: { type: Boolean, value: true },
    holdKeyboard: Boolean,
    confirmType: String,
    confirmHold: Boolean,
  },
  observers: {
    value(value) {
      if (hostOf(this).value !== value) hostOf(this).value = value;
    },
    placeholder(words) {
      write(hostOf(this), "placeholder", words);
    },
    placeholderClass(names) {
      write(hostOf(this), "data-placeholder", names);
    },
    disabled(value) {
      hostOf(this).disabled = value;
    },
    maxlength(value) {
      write(hostOf(this), "maxlength", value < 0 ? "" : value);
    },
    "focus, autoFocus"(one, other) {
      if (one || other) setTimeout(() => hostOf(this).focus());
    },
    confirmType(value) {
      write(hostOf(this), "enterkeyhint", value === "return" ? "enter" : value);
    },
  },
  methods: {
    formValue() {
      return hostOf(this).value;
    },
    clear() {
      this.setData({ value: "" });
    },
    listen() {
      const host = hostOf(this);
      write(host, "maxlength", 140);
      host.addEventListener("input", () => {
        const { value, selectionEnd } = host;
        this.setData({ value });
        this.triggerEvent("input", { value, cursor: selectionEnd, keyCode: 0 });
      });
      host.addEventListener("focus", () => {
        rise(host, this.data);
        this.triggerEvent("focus", { value: host.value, height: height() });
      });
      host.addEventListener("blur", () => {
        sink();
        this.triggerEvent("blur", { value: host.value, cursor: host.selectionEnd });
      });
      host.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        if (host.tagName === "TEXTAREA" && this.data.confirmType === "return") return;
        this.triggerEvent("confirm", { value: host.value });
        if (host.tagName === "INPUT") event.preventDefault();
      });
    },
  },
};

export default () => ({
  input: builtIn("input", {
    ...shared,
    properties: {
      ...shared.properties,
      type: { type: String, value: "text" },
      password: Boolean,
      alwaysEmbed: Boolean,
    },
    observers: {
      ...shared.observers,
      "type, password"(type, password) {
        if (!KINDS[type]) throw new Error(`input type ${type} is not stubbed`);
        const [kind, mode] = KINDS[type];
        Object.assign(hostOf(this), { type: password ? "password" : kind, inputMode: mode });
      },
    },
    lifetimes: {
      created() {
        hostOf(this).type = "text";
        this.listen();
      },
    },
  }),
  textarea: builtIn("textarea", {
    ...shared,
    properties: {
      ...shared.properties,
      autoHeight: Boolean,
      fixed: Boolean,
      showConfirmBar: { type: Boolean, value: true },
      disableDefaultPadding: Boolean,
      confirmType: { type: String, value: "return" },
    },
    observers: {
      ...shared.observers,
      // As high as what is written in it.
      "autoHeight, value"(wanted) {
        if (wanted) Object.assign(hostOf(this).style, { fieldSizing: "content", height: "auto" });
      },
    },
    lifetimes: {
      created() {
        this.listen();
      },
    },
  }),
});
