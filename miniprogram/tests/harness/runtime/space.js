// The component framework, which is WeChat's own (glass-easel), and what it needs of a browser.
import * as adapter from "glass-easel-miniprogram-adapter";
import { BUILT_IN_TAGS } from "./tags.js";
import { heard } from "./listeners.js";
import { limits } from "./wx/strict.js";

export const { glassEasel } = adapter;
const environment = new adapter.MiniProgramEnv();
export const space = environment.createCodeSpace("", true);
/** Tags of the app's own components, filled when it is loaded. */
export const ownTags = new Set(["mp-page"]);

class Backend extends glassEasel.CurrentWindowBackendContext {
  // Events come from listeners.js and from the built-ins, not from whatever the browser calls by the same name.
  setListenerStats(element, type) {
    heard(element, type);
  }
}

const backend = new Backend();
backend.document = {
  createElement: (tag) => document.createElement(elementOf(tag)),
  createTextNode: (text) => document.createTextNode(text),
  createDocumentFragment: () => document.createDocumentFragment(),
};
backend.onEvent = () => undefined;
const associated = environment.associateBackend(backend);

function elementOf(tag) {
  if (BUILT_IN_TAGS[tag]) return BUILT_IN_TAGS[tag];
  if (ownTags.has(tag)) return tag;
  throw new Error(
    `<${tag}> is neither a component of this mini-program nor a built-in of the harness`,
  );
}

// WeChat carries data from one thread to the other as text, and not more than so much of it at once.
const { ComponentCaller } = adapter.component;
const { setData } = ComponentCaller.prototype;
ComponentCaller.prototype.setData = function (data, ...more) {
  const size = JSON.stringify(data ?? {}).length;
  if (size > limits.setData) throw new Error(`setData of ${this.is}: ${size} bytes are too many`);
  if (size > limits["setData that is noticed"]) {
    console.error(`setData of ${this.is}: WeChat warns of ${size} bytes in one go`);
  }
  return setData.call(this, data, ...more);
};

/** A page that is ready to be shown. */
export const createRoot = (path) => associated.createRoot("mp-page", space, path);

// A property nobody declared, an event nobody can bind: on a phone it does nothing, which nobody notices. Here it is an error.
glassEasel.addGlobalWarningListener((message, component, element) => {
  const tag = element?.tagName || element?.is || "";
  console.error(`${message}${tag ? ` of <${tag}>` : ""} in ${component?.is || component || "?"}`);
  return false;
});

// What an event handler or a lifetime of a page throws: said with the place where it happened.
glassEasel.addGlobalErrorListener((error, method, component) => {
  console.error(`${component?.is || component || ""} ${method || ""}: ${error?.stack || error}`);
  return false;
});

/** A mini-program's component, behind the object that its methods see as `this`. */
export const elementBehind = (caller) => caller._$;
// An answer that comes late draws into a page that is gone, where the framework has no elements any more.
const nowhere = new WeakMap();
const standIn = (caller) => {
  if (!nowhere.has(caller)) nowhere.set(caller, document.createElement("i"));
  return nowhere.get(caller);
};
/** The element of the page that stands for a component. */
export const hostOf = (caller) => caller._$.$$ || standIn(caller);
/** The methods' `this` of the component that an element of the page stands for, if it stands for one. */
export const callerOf = (element) => element?.__wxElement?.getMethodCaller?.();
