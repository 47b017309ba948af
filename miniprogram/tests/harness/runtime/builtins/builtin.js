// What every built-in component has: aria, role, hidden and id written to its element, and nothing that it does not know.
import { hostOf, space } from "../space.js";

const ARIA = [
  ...[
    "atomic",
    "busy",
    "checked",
    "controls",
    "current",
    "describedby",
    "disabled",
    "errormessage",
    "expanded",
  ],
  ...[
    "haspopup",
    "hidden",
    "invalid",
    "label",
    "labelledby",
    "level",
    "live",
    "modal",
    "multiselectable",
    "owns",
  ],
  ...[
    "posinset",
    "pressed",
    "readonly",
    "relevant",
    "required",
    "roledescription",
    "selected",
    "setsize",
    "sort",
  ],
  ...["valuemax", "valuemin", "valuenow", "valuetext"],
];
const KEYBOARD_ROLES = ["button", "link", "checkbox", "radio", "switch", "tab", "option"];

/** Set an attribute, or take it away when there is nothing to say. */
export function write(element, name, value) {
  if (value === undefined || value === null || value === "" || value === false) {
    element.removeAttribute(name);
  } else element.setAttribute(name, value === true ? "" : String(value));
}

const camel = (name) => `aria${name[0].toUpperCase()}${name.slice(1)}`;

/** Where the aria of a component stands: on its element, or on the control inside that it names. */
const speaker = (caller) =>
  hostOf(caller).querySelector(":scope > [data-speaker]") || hostOf(caller);

const common = { properties: {}, observers: {} };
for (const name of ARIA) {
  common.properties[camel(name)] = { type: null, value: null };
  common.observers[camel(name)] = function (value) {
    // aria-hidden="false" and its like mean something; only nothing is nothing.
    write(
      speaker(this),
      `aria-${name}`,
      value === false ? "false" : value === true ? "true" : value,
    );
  };
}
for (const name of ["role", "ariaRole"]) {
  common.properties[name] = { type: null, value: null };
  common.observers[name] = function (value) {
    write(speaker(this), "role", value);
    if (KEYBOARD_ROLES.includes(value) && /^WX-/.test(hostOf(this).tagName)) {
      hostOf(this).tabIndex = 0;
    }
  };
}
common.properties.hidden = Boolean;
common.observers.hidden = function (value) {
  hostOf(this).hidden = Boolean(value);
};
for (const name of [
  "hoverClass",
  "hoverStopPropagation",
  "hoverStartTime",
  "hoverStayTime",
  "animation",
]) {
  common.properties[name] = { type: null, value: null };
}

/** Registers one built-in; the definition is that of an ordinary component. */
export function builtIn(tag, definition = {}) {
  const place = `built-in/${tag}`;
  space.addComponentStaticConfig(place, { component: true, styleIsolation: "shared" });
  const { created } = definition.lifetimes || {};
  space
    .component(place)
    .definition({
      ...definition,
      properties: { ...common.properties, ...definition.properties },
      observers: { ...common.observers, ...definition.observers },
      lifetimes: {
        ...definition.lifetimes,
        created() {
          created?.call(this);
        },
        attached() {
          const { id } = this;
          if (id && !document.getElementById(id)) hostOf(this).id = id;
          definition.lifetimes?.attached?.call(this);
        },
      },
    })
    .register();
  return place;
}

/** A property that stands as an attribute of the component's element. */
export function attribute(name, type = String) {
  return {
    property: { type, value: type === Boolean ? false : type === Number ? 0 : "" },
    observer(value) {
      write(hostOf(this), name, value);
    },
  };
}
