// What every built-in component has: aria, role, hidden and id written to its element, and nothing that WeChat does not
// know of it (weixin/components.json, made from its documentation).
import table from "../../../../weixin/components.json";
import { hostOf, space } from "../space.js";

const ARIA = table.aria.map((name) => name.replace("aria-", "")).filter((name) => name !== "role");
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
// «role» alone is not WeChat's: a phone says nothing of it.
common.properties.ariaRole = { type: null, value: null };
common.observers.ariaRole = function (value) {
  write(speaker(this), "role", value);
  if (KEYBOARD_ROLES.includes(value) && /^WX-/.test(hostOf(this).tagName)) {
    hostOf(this).tabIndex = 0;
  }
};
common.properties.hidden = Boolean;
common.observers.hidden = function (value) {
  hostOf(this).hidden = Boolean(value);
};

/** As a component's own script names a property: open-type is openType. */
const camelled = (name) => name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
/** Of a form's field; the documentation says it of the form alone. */
const NAMED = ["name", "value"];

/** What WeChat knows of a tag: its properties, those that do nothing here as well; what it does not know is an error. */
function described(tag, { properties = {}, observers = {} }) {
  const documented = table.components[tag]?.properties;
  if (!documented) throw new Error(`<${tag}> is not in WeChat (${table.from})`);
  const said = Object.fromEntries(
    Object.entries(documented).map(([name, one]) => [camelled(name), { name, ...one }]),
  );
  const strange = Object.keys(properties).find((name) => !said[name] && !NAMED.includes(name));
  if (strange) throw new Error(`<${tag}> takes no ${strange} (${table.from})`);
  const silent = { type: null, value: null };
  const others = Object.fromEntries(Object.keys(said).map((name) => [name, silent]));
  const worded = Object.keys(said).filter((name) => said[name].words && properties[name]);
  const checks = worded.length
    ? { [`${worded.join(", ")}, hidden`]: checked(tag, said, worded) }
    : {};
  return { properties: { ...others, ...properties }, observers: { ...observers, ...checks } };
}

function checked(tag, said, worded) {
  return (...values) => {
    worded.forEach((property, at) => {
      const { name, words } = said[property];
      const given = String(values[at] ?? "").split("|");
      const strange = given.find((one) => one && !(one in words));
      if (strange) throw new Error(`<${tag}> knows no ${name} ${strange} (${table.from})`);
    });
  };
}

/** Registers one built-in; the definition is that of an ordinary component. */
export function builtIn(tag, definition = {}) {
  const place = `built-in/${tag}`;
  space.addComponentStaticConfig(place, { component: true, styleIsolation: "shared" });
  const { created } = definition.lifetimes || {};
  const { properties, observers } = described(tag, definition);
  space
    .component(place)
    .definition({
      ...definition,
      properties: { ...common.properties, ...properties },
      observers: { ...common.observers, ...observers },
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
