// From page to page.
import { stopPulling, title } from "../bars.js";
import { stage } from "../stage.js";
import { door } from "./call.js";

/** A page that cannot be reached is a mistake of ours even where the page does not ask: it is said aloud. */
function way(name, go) {
  return door(name, (options) => {
    try {
      go(options);
    } catch (error) {
      console.error(`${name} ${options.url || ""}: ${error.message}`);
      throw error;
    }
  });
}

export const move = {
  navigateTo: way("navigateTo", ({ url }) => stage.navigateTo(url)),
  redirectTo: way("redirectTo", ({ url }) => stage.redirectTo(url)),
  switchTab: way("switchTab", ({ url }) => stage.switchTab(url)),
  reLaunch: way("reLaunch", ({ url }) => stage.reLaunch(url)),
  navigateBack: way("navigateBack", ({ delta }) => stage.navigateBack(delta)),
};

export const navigation = {
  ...move,
  setNavigationBarTitle: door("setNavigationBarTitle", ({ title: words }) => title(words)),
  stopPullDownRefresh: door("stopPullDownRefresh", stopPulling),
  pageScrollTo: door("pageScrollTo", ({ scrollTop, selector, offsetTop = 0 }) => {
    const target =
      selector && stage.top.root.getComponent().getShadowRoot().querySelector(selector)?.$$;
    if (selector && !target) return;
    scrollTo({
      top: target ? target.getBoundingClientRect().top + scrollY - 44 + offsetTop : scrollTop,
    });
  }),
};
