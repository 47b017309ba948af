// 页面链接.
import { hostOf } from "../space.js";
import { move } from "../wx/navigation.js";
import { builtIn, write } from "./builtin.js";

const WAYS = {
  navigate: "navigateTo",
  redirect: "redirectTo",
  switchTab: "switchTab",
  reLaunch: "reLaunch",
  navigateBack: "navigateBack",
};

export default () => ({
  navigator: builtIn("navigator", {
    properties: {
      url: String,
      openType: { type: String, value: "navigate" },
      delta: { type: Number, value: 1 },
    },
    observers: {
      url(value) {
        write(hostOf(this), "href", value && `#${value}`);
      },
      openType(value) {
        if (!WAYS[value]) throw new Error(`navigator open-type ${value} is not stubbed`);
      },
    },
    lifetimes: {
      created() {
        hostOf(this).addEventListener("click", (event) => {
          event.preventDefault();
          const { openType, url, delta } = this.data;
          move[WAYS[openType]]({ url, delta });
        });
      },
    },
  }),
});
