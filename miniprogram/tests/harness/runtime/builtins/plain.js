// Boxes and words.
import { hostOf } from "../space.js";
import { builtIn, write } from "./builtin.js";

const ALLOWED =
  "a b blockquote br div em h1 h2 h3 h4 h5 h6 hr i img li ol p span strong sub sup table tbody td th thead tr u ul";

export default () => ({
  view: builtIn("view"),
  text: builtIn("text", {
    properties: {
      selectable: Boolean,
      userSelect: Boolean,
      space: String,
      decode: Boolean,
      overflow: String,
    },
    observers: {
      "selectable, userSelect"(one, other) {
        hostOf(this).style.userSelect = one || other ? "text" : "";
      },
    },
  }),
  label: builtIn("label", {
    properties: { for: String },
    observers: {
      for(id) {
        write(hostOf(this), "for", id);
      },
    },
  }),
  "rich-text": builtIn("rich-text", {
    properties: { nodes: null, space: String, userSelect: Boolean },
    observers: {
      nodes(html) {
        if (html && typeof html !== "string") {
          throw new Error("rich-text: the harness knows nodes only as a text");
        }
        hostOf(this).replaceChildren(...cleaned(html || ""));
      },
    },
  }),
  progress: builtIn("progress", {
    properties: {
      percent: Number,
      showInfo: Boolean,
      activeColor: String,
      backgroundColor: String,
      strokeWidth: null,
      active: Boolean,
    },
    observers: {
      percent(value) {
        Object.assign(hostOf(this), { max: 100, value });
      },
    },
  }),
});

/** Only what WeChat's rich-text lets through: no scripts, no handlers, no links that lead anywhere. */
function cleaned(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const allowed = new Set(ALLOWED.split(" "));
  for (const element of [...body.querySelectorAll("*")]) {
    if (!allowed.has(element.localName)) {
      element.replaceWith(
        ...(/^(script|style)$/.test(element.localName) ? [] : element.childNodes),
      );
    }
    for (const { name } of [...element.attributes]) {
      if (!["class", "style", "src", "alt", "colspan", "rowspan"].includes(name)) {
        element.removeAttribute(name);
      }
    }
  }
  return body.childNodes;
}
