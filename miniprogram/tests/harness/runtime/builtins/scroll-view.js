// 可滚动视图区域.
import { hostOf } from "../space.js";
import { builtIn } from "./builtin.js";

export default () => ({
  "scroll-view": builtIn("scroll-view", {
    properties: {
      scrollX: Boolean,
      scrollY: Boolean,
      scrollTop: Number,
      scrollLeft: Number,
      scrollIntoView: String,
      scrollWithAnimation: Boolean,
      lowerThreshold: { type: Number, value: 50 },
      enhanced: Boolean,
      showScrollbar: Boolean,
      enableFlex: Boolean,
      type: String,
    },
    observers: {
      "scrollX, scrollY"(x, y) {
        Object.assign(hostOf(this).style, {
          overflowX: x ? "auto" : "hidden",
          overflowY: y ? "auto" : "hidden",
        });
        if (y) hostOf(this).tabIndex = 0;
      },
      scrollTop(value) {
        hostOf(this).scrollTop = value;
      },
      scrollLeft(value) {
        hostOf(this).scrollLeft = value;
      },
      scrollIntoView(id) {
        if (id) setTimeout(() => document.getElementById(id)?.scrollIntoView());
      },
    },
    lifetimes: {
      created() {
        const host = hostOf(this);
        host.addEventListener("scroll", () => {
          const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight } = host;
          this.triggerEvent("scroll", { scrollTop, scrollLeft, scrollHeight, scrollWidth });
          if (scrollHeight - scrollTop - clientHeight <= this.data.lowerThreshold) {
            this.triggerEvent("scrolltolower", { direction: "bottom" });
          }
        });
      },
    },
  }),
});
