/**
 * The table of WeChat's built-in components, from the pages of its documentation and nothing else: every tag with its base
 * library, its properties with theirs, the words that each may be, and its events. The typings know nothing of tags.
 *
 *   git clone https://github.com/Marco9442/wx-miniprogram-doc    the documentation as text; its official home is a web site
 *   node weixin/components.mjs wx-miniprogram-doc                writes weixin/components.json
 *
 * `markup.mjs` holds the mini-program's markup to it, and the harness what it plays.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const PLACE = fileURLToPath(new URL("components.json", import.meta.url));
/** Tags of other renderers than ours. */
const ELSEWHERE = /^(Skyline|XR)/;
const VERSION = /(\d+\.\d+\.\d+)/;
const EVENT = /^(?:bind|catch):?(.+)$/;

const cellsOf = (line) =>
  line
    .replace(/\\\|/g, "/")
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim().replace(/\\_/g, "_"));
const since = (text = "") => VERSION.exec(text)?.[1];

/** The words of a row «合法值»: a small table in one line, each row of it as wide as its head. */
function words(cells) {
  const from = cells.indexOf("合法值");
  const wide = cells.indexOf("", from) - from;
  const found = {};
  // Its head, the line under that, then the words; an empty cell stands between.
  for (let at = from + 2 * (wide + 1); cells[at]; at += wide + 1) {
    const version = since(cells.slice(at + 1, at + wide).at(-1));
    found[cells[at].replace(/^['"]|['"]$/g, "")] = version ?? "";
  }
  return found;
}

/** The columns of a table of properties by their names; nothing for any other table, as of what an event brings. */
function columnsOf(cells) {
  const at = (...names) => cells.findIndex((cell) => names.includes(cell));
  const [name, type, usual] = [at("属性", "属性名"), at("类型"), at("默认值")];
  return Math.min(name, type, usual) < 0 ? undefined : { name, type, version: at("最低版本") };
}

/** What one page says of its component; nothing when it tells of none. */
function component(text) {
  const [, tag] = /^# \[\\?#\]\([^)]*\) ([a-z][a-z-]*)$/m.exec(text) ?? [];
  const begins = since(/^> 基础库 .*开始支持/m.exec(text)?.[0]);
  if (!tag || !begins) return undefined;
  const said = { since: begins, properties: {}, events: [] };
  let columns;
  let last;
  for (const line of text.split("\n")) {
    const cells = line.startsWith("|") ? cellsOf(line) : undefined;
    if (!cells) columns = undefined;
    else if (!columns) columns = columnsOf(cells);
    else if (cells.includes("合法值")) Object.assign(last ?? {}, { words: words(cells) });
    else last = property(said, columns, cells);
  }
  return [tag, said];
}

/** Takes down one line of a table; the property, if it is one. */
function property({ properties, events }, columns, cells) {
  const [name, type] = [cells[columns.name], cells[columns.type]];
  const event = EVENT.exec(name)?.[1] ?? (/^event-?handler?$/i.test(type) ? name : undefined);
  if (event && !events.includes(event)) events.push(event);
  if (event || !/^[a-z][A-Za-z-]*$/.test(name)) return undefined;
  properties[name] ??= { type, since: since(cells[columns.version]) };
  return properties[name];
}

function table(folder) {
  const files = readdirSync(folder, { recursive: true }).filter(
    (name) => name.endsWith(".md") && !ELSEWHERE.test(name),
  );
  const pages = files.map((name) => readFileSync(join(folder, name), "utf8"));
  const aria = pages.flatMap((text) => text.match(/(?<=\| )aria-[a-z]+(?= \|)/g) ?? []);
  const found = pages.map(component).filter(Boolean);
  return { components: found.sort(([one], [other]) => (one < other ? -1 : 1)), aria };
}

const [docs, commit] = process.argv.slice(2);
const { components, aria } = table(join(docs, "开发", "组件"));
const lines = components.map(
  ([tag, said]) => `    ${JSON.stringify(tag)}: ${JSON.stringify(said)}`,
);
writeFileSync(
  PLACE,
  `{
  "from": ${JSON.stringify(`[D] 组件, as mirrored in github.com/Marco9442/wx-miniprogram-doc at ${commit}`)},
  "components": {
${lines.join(",\n")}
  },
  "aria": ${JSON.stringify([...new Set(aria)].sort())}
}
`,
);
