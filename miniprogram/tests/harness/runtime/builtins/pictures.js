// 图片和图标.
import { hostOf } from "../space.js";
import { builtIn, write } from "./builtin.js";

const FITS = { scaleToFill: "fill", aspectFit: "contain", aspectFill: "cover", center: "none" };
const SIGNS = {
  success: "✓",
  success_no_circle: "✓",
  info: "i",
  warn: "!",
  waiting: "…",
  cancel: "✕",
  download: "↓",
  search: "⌕",
  clear: "✕",
};

export default () => ({
  image: builtIn("image", {
    properties: {
      src: String,
      mode: { type: String, value: "scaleToFill" },
      lazyLoad: Boolean,
      showMenuByLongpress: Boolean,
      webp: Boolean,
    },
    observers: {
      src(value) {
        const own = value && !/^(data:|blob:|https?:)/.test(value);
        write(hostOf(this), "src", own ? `/assets/${value.replace(/^\/|^(\.\.?\/)+/, "")}` : value);
      },
      mode(value) {
        const { style } = hostOf(this);
        if (value === "widthFix") style.height = "auto";
        else if (value === "heightFix") style.width = "auto";
        else if (FITS[value]) style.objectFit = FITS[value];
        else throw new Error(`image mode ${value} is not stubbed`);
      },
      ariaLabel(words) {
        hostOf(this).alt = words || "";
      },
    },
    lifetimes: {
      created() {
        const host = hostOf(this);
        host.alt = "";
        host.addEventListener("load", () =>
          this.triggerEvent("load", { width: host.naturalWidth, height: host.naturalHeight }),
        );
        host.addEventListener("error", () =>
          this.triggerEvent("error", { errMsg: "GET image fail" }),
        );
      },
    },
  }),
  icon: builtIn("icon", {
    properties: { type: String, size: { type: null, value: 23 }, color: String },
    observers: {
      "type, size, color"(type, size, color) {
        if (!SIGNS[type]) throw new Error(`icon ${type} is not stubbed`);
        hostOf(this).textContent = SIGNS[type];
        Object.assign(hostOf(this).style, { fontSize: `${parseFloat(size)}px`, color });
      },
    },
  }),
});
