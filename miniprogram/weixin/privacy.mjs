/**
 * What has to stand in 《用户隐私保护指引》, from what the mini-program uses and from WeChat's own list of guarded doors:
 *
 *   node weixin/privacy.mjs            prints the kinds, with the files that need them
 *   node weixin/privacy.mjs --check    fails when the manual declares others, or a page has the gate that needs none
 */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const APP = here("../app");
const MANUAL = here("../../docs/miniprogram.zh-CN.md");
const { privacy } = JSON.parse(readFileSync(here("said.json"), "utf8"));
const GATE = "<privacy-gate";

const sources = readdirSync(APP, { recursive: true })
  .filter((name) => /\.(js|wxml)$/.test(name) && !/^(vendor|words)\//.test(name))
  .map((name) => ({ name, text: readFileSync(join(APP, name), "utf8") }));

/** How a guarded door looks in the source: `wx.X`, `<button open-type="X">`, `<input type="X">` or a tag. */
function pattern(door) {
  const [owner, name] = door.split(".");
  if (owner === "wx") return new RegExp(`\\bwx\\.${name}\\b`);
  if (owner === "button") return new RegExp(`open-type="([\\w|]*\\|)?${name}(\\|[\\w|]*)?"`);
  if (owner === "input") return new RegExp(`type="${name}"`);
  return new RegExp(`<${owner}[\\s/>]`);
}

/** Kind of information → files that use what gives it. */
function needed() {
  const found = Object.entries(privacy.kinds).map(([kind, doors]) => {
    const patterns = doors.map(pattern);
    const using = sources.filter(({ text }) => patterns.some((one) => one.test(text)));
    return [kind, using.map(({ name }) => name)];
  });
  return Object.fromEntries(found.filter(([, using]) => using.length));
}

/** The kinds of WeChat's list that the manual tells the county to declare. */
function declared() {
  const [, section] = readFileSync(MANUAL, "utf8").split("《用户隐私保护指引》逐项怎么填");
  const cells = section
    .split("\n## ")[0]
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split("|")[1].trim());
  return cells.filter((cell) => cell in privacy.kinds);
}

function faults(kinds) {
  const told = declared();
  const pages = (list) => [...new Set(list.map(dirname))].filter((one) => one.startsWith("pages/"));
  const using = Object.values(kinds).flat();
  const file = (name) => name.replace(/\.\w+$/, "");
  const gated = sources.filter(({ text }) => text.includes(GATE)).map(({ name }) => file(name));
  const guarded = using.filter((name) => name.startsWith("pages/")).map(file);
  return [
    ...Object.keys(kinds)
      .filter((kind) => !told.includes(kind))
      .map((kind) => `the manual does not declare ${kind}`),
    ...told
      .filter((kind) => !kinds[kind])
      .map((kind) => `the manual declares ${kind}, which nothing uses`),
    ...guarded.filter((name) => !gated.includes(name)).map((name) => `${name} has no privacy-gate`),
    ...gated
      .filter((name) => !guarded.includes(name))
      .map((name) => `${name} has a privacy-gate for nothing`),
    ...(pages(using).length ? [] : ["no page uses anything guarded: was the source read?"]),
  ];
}

const kinds = needed();
if (process.argv.includes("--check")) {
  for (const fault of faults(kinds)) {
    process.stderr.write(`${fault}\n`);
    process.exitCode = 1;
  }
} else {
  const lines = Object.entries(kinds).map(([kind, using]) => `${kind}\t${using.join(" ")}\n`);
  process.stdout.write(lines.join(""));
}
