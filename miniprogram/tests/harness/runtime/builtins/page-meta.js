// 页面属性: the size of one rem and the style of the page; it must be the first thing in the page.
import { callerOf, hostOf } from "../space.js";
import { builtIn } from "./builtin.js";

export default () => ({
  "page-meta": builtIn("page-meta", {
    properties: {
      rootFontSize: String,
      pageStyle: String,
      backgroundTextStyle: String,
      backgroundColor: String,
    },
    observers: {
      "rootFontSize, pageStyle, backgroundColor"() {
        if (hostOf(this).isConnected) apply(this);
      },
    },
    lifetimes: {
      attached() {
        if (hostOf(this).parentElement.firstElementChild !== hostOf(this)) {
          throw new Error("page-meta is not the first thing in its page");
        }
        apply(this);
      },
    },
  }),
});

function apply({ data }, element) {
  document.documentElement.style.fontSize = data.rootFontSize;
  if (data.backgroundColor) document.body.style.background = data.backgroundColor;
  if (element && data.pageStyle) element.setAttribute("style", data.pageStyle);
}

/** What the page on top says of itself; a page that says nothing gets WeChat's own sizes. */
export function applyMeta(page) {
  const meta = callerOf(page.querySelector(":scope > wx-page-meta"));
  apply(meta || { data: { rootFontSize: "" } }, page);
}
