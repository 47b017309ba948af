/**
 * Every tag, property, word and event of the mini-program's markup against the table of components.json, and against the
 * base library of said.json: a phone says nothing about a property that it does not know, it only does nothing.
 */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parsers } from "prettier/plugins/html";
import { parsers as scripts } from "prettier/plugins/babel";
import { literals, younger } from "./lint.mjs";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const APP = process.argv[2] ?? here("../app");
const { components, aria } = read(here("components.json"));
const { markup } = read(here("said.json"));
const EVENT = /^(?:capture-|mut-)?(?:bind|catch):?([a-z]+)$/i;
const HELD = /^\{\{\s*(\w+)\s*\}\}$/;

const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const names = readdirSync(APP, { recursive: true }).filter((name) => name.endsWith(".wxml"));

/** The words that the value of an attribute can be, as far as its text says; `a|b` are two. */
function possible(value) {
  const words = [];
  for (const [, expression] of value.matchAll(/\{\{(.*?)\}\}/gs)) {
    const { program } = scripts.babel.parse(`(${expression})`, {});
    words.push(...literals(program.body[0].expression));
  }
  if (!value.includes("{{")) words.push(value);
  return words.filter((one) => typeof one === "string" && one).flatMap((one) => one.split("|"));
}

/** One file of markup: its elements, and which of its tags are components of our own. */
function sheet(name) {
  const text = readFileSync(join(APP, name), "utf8");
  const elements = [];
  const walk = (node) => {
    if (node.attrs) elements.push(node);
    node.children?.forEach(walk);
  };
  walk(parsers.angular.parse(text, {}));
  const { usingComponents = {} } = read(join(APP, name.replace(/wxml$/, "json")));
  return { name, text, elements, using: usingComponents };
}

const everywhere = read(join(APP, "app.json")).usingComponents ?? {};
const sheets = names.map(sheet);
const faults = [];

/** What of a component of ours becomes a property of a built-in: `{{openType}}` of act-button, open-type of button. */
const passed = new Map();
for (const { name, text, elements } of sheets) {
  for (const { name: tag, attrs } of elements) {
    for (const { fullName, value } of attrs) {
      const [, held] = HELD.exec(value) ?? [];
      const asked = components[tag]?.properties[fullName];
      if (!held || !asked?.words) continue;
      // A word that the template asks about stands for something else, as «choice» for a picker.
      const own = [...text.matchAll(new RegExp(`\\b${held} === '(\\w+)'`, "g"))];
      const key = `/${name.replace(/\.wxml$/, "")} ${held}`;
      passed.set(key, { tag, property: fullName, asked, own: own.map(([, one]) => one) });
    }
  }
}

function word(note, tag, property, asked, value, own = []) {
  for (const one of possible(value)) {
    if (!own.includes(one)) {
      const since = asked.words[one];
      if (since === undefined) note(`<${tag}> knows no ${property} "${one}"`);
      else if (younger(since || undefined)) note(`${property}="${one}" begins with ${since}`);
    }
  }
}

/** What every element may have. */
const common = (name) =>
  markup.attributes.words.includes(name) ||
  markup.attributes.begins.some((one) => name.startsWith(one)) ||
  aria.includes(name);

function builtIn(note, tag, { attrs }) {
  const { since, properties, events } = components[tag];
  if (younger(since)) note(`<${tag}> begins with ${since}`);
  const bare = (name) => name.replace(/^model:/, "");
  for (const { fullName, value } of attrs) {
    const [, event] = EVENT.exec(fullName) ?? [];
    const asked = properties[bare(fullName)];
    if (event) {
      const known = [...events, ...markup.events.words].includes(event);
      if (!known) note(`<${tag}> tells of no ${event}`);
    } else if (asked) {
      if (younger(asked.since)) note(`${fullName} of <${tag}> begins with ${asked.since}`);
      if (asked.words) word(note, tag, fullName, asked, value);
    } else if (!common(fullName)) note(`<${tag}> takes no ${fullName}`);
  }
}

/** Where the component of a tag stands, from the root of the app. */
const placed = (name, path) => (path.startsWith("/") ? path : `/${join(dirname(name), path)}`);

for (const { name, elements, using } of sheets) {
  for (const element of elements) {
    const { name: tag, sourceSpan } = element;
    const note = (fault) => faults.push(`${name}:${sourceSpan.start.line + 1} ${fault}`);
    const place = using[tag] ?? everywhere[tag];
    if (components[tag]) builtIn(note, tag, element);
    else if (place) {
      for (const { fullName, value } of element.attrs) {
        const to = passed.get(`${placed(name, place)} ${camel(fullName)}`);
        if (to) word(note, to.tag, to.property, to.asked, value, to.own);
      }
    } else if (!markup.tags.words.includes(tag)) note(`<${tag}> is no component`);
  }
}

for (const fault of faults) process.stderr.write(`${fault}\n`);
if (!names.length) process.stderr.write(`no markup in ${APP}\n`);
if (faults.length || !names.length) process.exitCode = 1;
