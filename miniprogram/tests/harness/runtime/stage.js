// The pages: one on top in the document, the ones below it kept out of it as they were, tabs kept for good.
import { app } from "./app.js";
import { titled, tabbed } from "./bars.js";
import { applyMeta } from "./builtins/page-meta.js";
import { parsed } from "./opening.js";
import { onlyPage } from "./sheets.js";
import { createRoot } from "./space.js";
import { Fail } from "./wx/call.js";
import { limits, refusal } from "./wx/strict.js";

class Showing {
  constructor(path, query, config) {
    Object.assign(this, { path, query, config, scrolled: 0 });
    this.root = createRoot(path);
    this.page = this.root.get();
    Object.assign(this.page, { route: path, options: query });
    this.element = this.root.getComponent().$$;
    this.element.setAttribute("role", "main");
  }

  /** Into the document: for the first time, or again. */
  enter(place) {
    onlyPage(this.path);
    titled(this);
    if (this.entered) {
      place.append(this.element);
    } else {
      const spot = document.createElement("i");
      place.append(spot);
      this.root.attach(place, spot);
    }
    // WeChat loads a page before it shows it; what is put on the screen meanwhile is the first data.
    if (!this.entered) this.call("onLoad", this.query);
    this.turn(true);
    if (!this.entered) this.call("onReady");
    this.entered = true;
    applyMeta(this.element);
    scrollTo(0, this.scrolled);
  }

  leave() {
    this.scrolled = scrollY;
    this.turn(false);
    this.element.remove();
  }

  end() {
    this.element.remove();
    this.call("onUnload");
    this.root.release();
  }

  turn(front) {
    this.call(front ? "onShow" : "onHide");
    this.root.getComponent().triggerPageLifetime(front ? "show" : "hide", []);
  }

  call(name, ...given) {
    return this.page[name]?.(...given);
  }
}

export const stage = {
  stack: [],
  tabs: new Map(),

  set(config, parts) {
    this.place = document.querySelector("#page");
    this.first = config.pages[0];
    this.configs = new Map(
      parts
        .filter((one) => one.isPage)
        .map((one) => [one.name, { ...config.window, ...one.config }]),
    );
    this.tabPaths = (config.tabBar?.list || []).map((one) => one.pagePath);
    app.turned = (front) => this.top?.turn(front);
    addEventListener("scroll", () => this.scrolled());
    addEventListener("resize", () =>
      this.top?.root
        .getComponent()
        .triggerPageLifetime("resize", [
          { size: { windowWidth: innerWidth, windowHeight: innerHeight } },
        ]),
    );
  },

  get top() {
    return this.stack.at(-1);
  },

  pages() {
    return this.stack.map((one) => one.page);
  },

  /** The first page of a visit. */
  open({ path, query }) {
    this.start(path || this.first, query);
  },

  start(path, query) {
    const showing = this.isTab(path) ? this.tab(path, query) : this.make(path, query);
    this.stack.push(showing);
    showing.enter(this.place);
    this.noted();
  },

  isTab(path) {
    return this.tabPaths.includes(path);
  },

  make(path, query) {
    if (!this.configs.has(path)) throw new Fail(`page "${path}" is not found`);
    return new Showing(path, query, this.configs.get(path));
  },

  tab(path, query) {
    if (!this.tabs.has(path)) this.tabs.set(path, this.make(path, query));
    return this.tabs.get(path);
  },

  navigateTo(url) {
    const { path, query } = parsed(this.absolute(url));
    if (this.isTab(path)) throw new Fail("can not navigateTo a tabbar page");
    if (this.stack.length >= limits.pages) throw refusal("pages too deep");
    const showing = this.make(path, query);
    this.top?.leave();
    this.stack.push(showing);
    showing.enter(this.place);
    this.noted();
  },

  redirectTo(url) {
    const { path, query } = parsed(this.absolute(url));
    if (this.isTab(path)) throw new Fail("can not redirectTo a tabbar page");
    const showing = this.make(path, query);
    this.drop(this.stack.pop());
    this.stack.push(showing);
    showing.enter(this.place);
    this.noted();
  },

  switchTab(url) {
    const { path, query } = parsed(this.absolute(url));
    if (!this.isTab(path)) throw new Fail("can not switch to no-tabBar page");
    if (Object.keys(query).length) throw new Fail("a tab takes no query");
    if (this.top?.path === path) return;
    const tab = this.tab(path, {});
    const [below] = this.stack;
    while (this.stack.length > 1) this.drop(this.stack.pop());
    this.stack = [];
    if (below && this.tabs.get(below.path) === below) {
      if (below.element.isConnected) below.leave();
    } else if (below) this.drop(below);
    this.stack.push(tab);
    tab.enter(this.place);
    this.noted();
  },

  reLaunch(url) {
    const { path, query } = parsed(this.absolute(url));
    if (!this.configs.has(path)) throw new Fail(`page "${path}" is not found`);
    const all = new Set([...this.stack, ...this.tabs.values()]);
    this.stack = [];
    this.tabs.clear();
    all.forEach((one) => one.end());
    this.start(path, query);
  },

  navigateBack(delta = 1) {
    if (this.stack.length < 2) throw new Fail("cannot navigate back at first page.");
    for (let steps = Math.min(delta, this.stack.length - 1); steps > 0; steps--) {
      this.drop(this.stack.pop());
    }
    this.top.enter(this.place);
    this.noted();
  },

  /** A page that does not come back. */
  drop(showing) {
    showing.end();
    this.tabs.delete(showing.path);
  },

  absolute(url) {
    if (url.startsWith("/") || !this.top) return url;
    return new URL(url, `http://page/${this.top.path}`).href.replace("http://page", "");
  },

  noted() {
    tabbed(this.top.path);
    const query = Object.entries(this.top.query)
      .map(([name, value]) => `${name}=${value}`)
      .join("&");
    history.replaceState(
      null,
      "",
      `${location.search}#/${this.top.path}${query ? `?${query}` : ""}`,
    );
  },

  scrolled() {
    const { top } = this;
    top?.call("onPageScroll", { scrollTop: scrollY });
    const end = document.documentElement.scrollHeight - innerHeight - scrollY;
    const reached = end <= (top?.config.onReachBottomDistance ?? 50);
    if (reached && !top?.atBottom) top?.call("onReachBottom");
    if (top) top.atBottom = reached;
  },
};
