// What WeChat draws around a page: the bar with the title above, the tabs below.
import { stage } from "./stage.js";

const element = (name) => document.querySelector(name);
let settings;

export function drawBars(config) {
  settings = config;
  element("#back").onclick = () => stage.navigateBack();
  element("#home").onclick = () => stage.reLaunch(`/${stage.first}`);
  element("#pull").onclick = () => {
    element("#pull").setAttribute("aria-busy", "true");
    stage.top.call("onPullDownRefresh");
  };
  const { list = [], color, backgroundColor } = config.tabBar || {};
  element("#tabs").style.background = backgroundColor || "#fff";
  element("#tabs").style.color = color || "#333";
  element("#tabs").replaceChildren(...list.map(tab));
}

function tab({ pagePath, text, iconPath }) {
  const button = document.createElement("button");
  Object.assign(button, {
    type: "button",
    textContent: text,
    onclick: () => {
      stage.switchTab(`/${pagePath}`);
      stage.top.call("onTabItemTap", { pagePath, text, index: stage.tabPaths.indexOf(pagePath) });
    },
  });
  button.dataset.page = pagePath;
  if (iconPath) button.prepend(Object.assign(new Image(), { src: `/assets/${iconPath}`, alt: "" }));
  return button;
}

/** The bar over a page: its title, its colours, and the way back. */
export function titled({ path, config }) {
  const bar = element("#bar");
  bar.style.background = config.navigationBarBackgroundColor || "#fff";
  bar.style.color = config.navigationBarTextStyle === "white" ? "#fff" : "#000";
  document.body.style.background = config.backgroundColor || "#fff";
  element("#back").hidden = stage.stack.length < 2;
  element("#home").hidden = stage.stack.length > 1 || path === stage.first || stage.isTab(path);
  element("#pull").hidden = !config.enablePullDownRefresh;
  title(config.navigationBarTitleText || "");
}

export function title(text) {
  element("#title").textContent = text;
  document.title = text;
}

export function stopPulling() {
  element("#pull").removeAttribute("aria-busy");
}

/** The tabs, below the pages that have one. */
export function tabbed(path) {
  element("#tabs").hidden = !stage.isTab(path);
  for (const button of element("#tabs").children) {
    const here = button.dataset.page === path;
    button.style.color = here ? settings.tabBar.selectedColor || "#07c160" : "";
    if (here) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
}
