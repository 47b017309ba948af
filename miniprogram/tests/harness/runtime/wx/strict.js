// What WeChat allows of wx.*: its own description (weixin/table.json, made from its typings) and what that leaves out
// (weixin/said.json, by hand, each line with its source). Whatever is in neither is an error by name.
import said from "../../../../weixin/said.json";
import table from "../../../../weixin/table.json";
import { gesture } from "../listeners.js";
import { person } from "../person.js";
import { allowed } from "../privacy.js";
import { Fail, door } from "./call.js";

const nothing = () => undefined;

/** WeChat's limits by name, as numbers. */
export const limits = Object.fromEntries(
  Object.entries(said.limits).map(([name, { most }]) => [name, most]),
);

/** WeChat says no, in the words that are known of it. */
export function refusal(name, blanks = {}) {
  const { says, errno } = said.fails[name];
  const words = says.replace(/\{(\w+)\}/g, (whole, blank) => blanks[blank] ?? whole);
  return new Fail(words, errno === undefined ? {} : { errno });
}

const numbers = (version) => version.split(".").map(Number);

/** Whether the base library of this phone has what begins with a version. */
export function has(since = "0.0.0") {
  const [here, there] = [numbers(person.base), numbers(since)];
  const at = here.findIndex((one, index) => one !== there[index]);
  return at < 0 || here[at] > there[at];
}

/** What WeChat says of a method of wx; an error by name when it has none of that name. */
export function described(name) {
  const found = table.methods[name];
  if (!found) throw new Error(`wx.${name} is not in WeChat (${table.from})`);
  return found;
}

/** What can be called on an object that wx gives, held to what WeChat says of it. */
export function object(kind, parts) {
  for (const name of Object.keys(parts)) {
    if (!table.objects[kind]?.[name]) throw new Error(`${kind}.${name} is not in WeChat`);
  }
  return new Proxy(parts, {
    get(known, name) {
      if (typeof name === "symbol" || name === "then" || name in known) return known[name];
      if (table.objects[kind][name]) throw new Error(`${kind}.${name} is not stubbed`);
      throw new Error(`${kind}.${name} is not in WeChat (${table.from})`);
    },
  });
}

/** The doors that the privacy agreement guards. */
const GUARDED = Object.values(said.privacy.kinds).flat();

/** Only out of a tap, and with the privacy agreement, where WeChat asks for these. */
function opened(name, work) {
  if (name in said.taps) {
    // Looked at when it is called: a tap is over as soon as its handler waits for anything.
    return (options) => (gesture.alive ? work(options) : refused(name, refusal("no tap"), options));
  }
  if (!GUARDED.includes(`wx.${name}`)) return work;
  return (options) =>
    allowed(name).then((may) =>
      may ? work(options) : refused(name, refusal("privacy refused"), options),
    );
}

/** A door of wx that takes only the options WeChat knows, of the kinds and words that it knows. */
export function strict(name, plain) {
  const { option, calls } = described(name);
  if (!option) return plain;
  const work = opened(name, plain);
  return (options = {}) => {
    const no = faultOf(name, option, options);
    if (!no) return work(options);
    // A mistake of ours, also where the page has words for it.
    console.error(`wx.${name}:fail ${no.message}`);
    if (!calls) throw no;
    return refused(name, no, options);
  };
}

function refused(name, no, options) {
  const task = described(name).returns && options;
  const given = task ? { ...options, success: options.success || nothing } : options;
  const answer = door(name, () => {
    throw no;
  })(given);
  return task ? { abort: nothing } : answer;
}

function faultOf(name, option, options) {
  const faults = [];
  for (const key of Object.keys(options)) {
    if (["success", "fail", "complete"].includes(key)) continue;
    if (!option[key]) throw new Error(`wx.${name} takes no ${key} (${table.from})`);
  }
  for (const [key, asked] of Object.entries(option)) {
    const value = options[key];
    if (value === undefined && !asked.needed) continue;
    const wanted = wrongKind(asked, value);
    if (wanted) faults.push({ name: key, wanted, given: kindOf(value) });
    else if (!within(name, key, asked, value)) return outside(name, key, value);
  }
  if (!faults.length) return undefined;
  const each = faults.map((fault) =>
    said.fails["wrong kind"].each.replace(/\{(\w+)\}/g, (_, blank) => fault[blank]),
  );
  return refusal("wrong kind", { faults: each.join("") });
}

/** As WeChat names kinds: String, Undefined, Array. */
const kindOf = (value) => Object.prototype.toString.call(value).slice(8, -1);
const CAPITAL = (kind) => kind[0].toUpperCase() + kind.slice(1);

function wrongKind({ kinds }, value) {
  if (value === undefined) return CAPITAL(kinds?.[0] ?? "object");
  if (!kinds) return undefined;
  const kind = Array.isArray(value) ? "array" : typeof value;
  return kinds.includes(kind) ? undefined : CAPITAL(kinds[0]);
}

function within(name, key, { words }, value) {
  const place = `${name}.${key}`;
  const listed = said.words[place]?.words ?? words;
  const range = said.ranges[place];
  if (range) {
    const special = range.also?.[person.system] ?? [];
    return special.includes(value) || (range.from <= value && value <= range.to);
  }
  if (!listed) return true;
  return (Array.isArray(value) ? value : [value]).every((one) => listed.includes(one));
}

function outside(name, key, value) {
  if (`${name}.${key}` === "request.method") return refusal("wrong method");
  throw new Error(`wx.${name} knows no ${key} ${JSON.stringify(value)}`);
}

/** wx.canIUse("name"), ("name.object.key"), ("name.object.key.word"): only what WeChat has at all may be asked for. */
export function canIUse(schema, tags) {
  const [name, part, key, word] = schema.split(".");
  if (name in tags) return true;
  const found = described(name);
  if (!has(found.since)) return false;
  if (part === undefined) return true;
  if (part !== "object") throw new Error(`wx.canIUse("${schema}") is not stubbed`);
  const asked = found.option?.[key];
  if (!asked) throw new Error(`wx.${name} takes no ${key} (${table.from})`);
  return has(asked.since) && (word === undefined || within(name, key, asked, word));
}
