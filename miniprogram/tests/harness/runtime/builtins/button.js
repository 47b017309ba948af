// 按钮: a real button, with what its open-type asks of WeChat.
import { agreed, allowed } from "../privacy.js";
import { askPhone } from "../phone-number.js";
import { elementBehind, hostOf } from "../space.js";
import { builtIn, write } from "./builtin.js";
import { formAround } from "./form.js";

const OPEN_TYPES = ["getPhoneNumber", "agreePrivacyAuthorization"];

export default () => ({
  button: builtIn("button", {
    properties: {
      type: { type: String, value: "default" },
      size: { type: String, value: "default" },
      plain: Boolean,
      disabled: Boolean,
      loading: Boolean,
      formType: String,
      openType: String,
    },
    observers: {
      type(value) {
        write(hostOf(this), "data-type", value === "default" ? "" : value);
      },
      size(value) {
        write(hostOf(this), "data-size", value === "default" ? "" : value);
      },
      plain(value) {
        write(hostOf(this), "data-plain", value);
      },
      loading(value) {
        write(hostOf(this), "data-loading", value);
        write(hostOf(this), "aria-busy", value ? "true" : "");
      },
      disabled(value) {
        hostOf(this).disabled = value;
      },
      openType(value) {
        parts(value);
      },
    },
    lifetimes: {
      created() {
        hostOf(this).type = "button";
        hostOf(this).addEventListener("click", () => this.pressed());
      },
    },
    methods: {
      async pressed() {
        const { formType, openType, disabled } = this.data;
        if (disabled) return;
        if (formType) formAround(elementBehind(this))[formType]();
        const wanted = parts(openType);
        if (wanted.includes("agreePrivacyAuthorization")) {
          agreed(this.id);
          this.triggerEvent("agreeprivacyauthorization", {
            errMsg: "agreePrivacyAuthorization:ok",
          });
        }
        if (wanted.includes("getPhoneNumber")) this.triggerEvent("getphonenumber", await phone());
      },
    },
  }),
});

function parts(openType) {
  const wanted = openType.split("|").filter(Boolean);
  const unknown = wanted.find((one) => !OPEN_TYPES.includes(one));
  if (unknown) throw new Error(`open-type ${unknown} is not stubbed`);
  return wanted;
}

async function phone() {
  if (!(await allowed("button.getPhoneNumber"))) {
    return { errMsg: "getPhoneNumber:fail privacy permission is not authorized", errno: 104 };
  }
  return askPhone();
}
