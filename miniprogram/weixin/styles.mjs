/**
 * Every CSS property and value of the mini-program against the browsers behind the base library of weixin/said.json:
 * WeChat's own package says which browsers these are, and MDN's data since when each of them has what. Whatever MDN does
 * not know, or an older browser does not have, is a fault: the packer leaves it as it is, and the phone ignores it.
 */
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import postcss from "postcss";

const require = createRequire(import.meta.url);
const { css } = require("@mdn/browser-compat-data");
const { getBrowsersList } = require("miniprogram-compat");
const { floor } = JSON.parse(readFileSync(new URL("said.json", import.meta.url), "utf8"));
const APP = process.argv[2] ?? fileURLToPath(new URL("../app", import.meta.url));
const BROWSERS = { ios: "safari_ios", chrome: "webview_android" };

/** As MDN names them: [["safari_ios", 13], ["webview_android", 86]]. */
const oldest = getBrowsersList(floor.base)
  .map((one) => one.split(" "))
  .filter(([name]) => BROWSERS[name])
  .map(([name, version]) => [BROWSERS[name], Number(version)]);

/** Why some browser lacks a thing; nothing when all have it. */
function lacking(compat, what) {
  if (!compat) return `${what} is not known`;
  for (const [browser, version] of oldest) {
    const plain = [compat.support[browser]]
      .flat()
      .filter((one) => one && !one.prefix && !one.flags && !one.alternative_name);
    const has = plain.some(
      (one) => parseFloat(String(one.version_added).replace("≤", "")) <= version,
    );
    if (!has) {
      return `${what}: ${browser} ${version} has not (since ${plain[0]?.version_added || "never"})`;
    }
  }
  return undefined;
}

/** What depends on its surroundings: the gap of a flex box is younger than that of a grid. */
function inContext({ prop, parent }) {
  const display = parent.nodes.find((one) => one.prop === "display")?.value ?? "";
  if (!/^(row-|column-)?gap$/.test(prop)) return [];
  const kind = /grid/.test(display) ? "grid_context" : "flex_context";
  return [lacking(css.properties[prop]?.[kind]?.__compat, `${prop} in a ${kind.slice(0, 4)} box`)];
}

/** Functions (clamp(), min(), env()) and words that MDN knows by themselves. */
function inValue({ prop, value }) {
  const calls = [...value.matchAll(/([a-z][\w-]*)\(/g)].map(([, name]) => name);
  const words = value.match(/^[a-z][a-z-]*$/) ? [value] : [];
  return [
    ...calls
      .filter((name) => css.types[name] ?? css.properties["custom-property"]?.[name])
      .map((name) => {
        const found = css.types[name] ?? css.properties["custom-property"][name];
        return found.__compat && lacking(found.__compat, `${name}()`);
      }),
    ...words
      .map((word) => [word, css.properties[prop]?.[word]?.__compat])
      .filter(([, compat]) => compat)
      .map(([word, compat]) => lacking(compat, `${prop}: ${word}`)),
  ];
}

const OWN = /^--/;
/** Units that every browser has had for as long as there were mini-programs; `dvh` and its like are years younger. */
const UNITS = ["px", "rem", "em", "rpx", "vh", "vw", "s", "ms", "deg", "fr"];
const inUnits = ({ value }) =>
  [...value.matchAll(/(?<![\w#-])-?[\d.]+([a-z]+)\b/g)]
    .filter(([, unit]) => !UNITS.includes(unit))
    .map(([whole]) => `${whole}: a unit that older browsers have not`);

function declared(declaration) {
  const { prop } = declaration;
  if (OWN.test(prop)) return [...inValue(declaration), ...inUnits(declaration)];
  const plain = prop.replace(/^-webkit-/, "");
  const known = css.properties[prop] ?? css.properties[plain];
  const missing =
    prop === plain ? lacking(known?.__compat, prop) : known ? undefined : `${prop} is not known`;
  return [missing, ...inContext(declaration), ...inValue(declaration), ...inUnits(declaration)];
}

/** Pseudo-classes and pseudo-elements. */
const selected = ({ selector }) =>
  [...selector.matchAll(/::?([a-z][a-z-]*)/g)].map(([whole, name]) =>
    lacking(css.selectors[name]?.__compat, whole),
  );

function sheet(name, text) {
  const root = postcss.parse(text, { from: name });
  const faults = [];
  const note = (node, found) =>
    faults.push(
      ...found.filter(Boolean).map((fault) => `${name}:${node.source.start.line} ${fault}`),
    );
  root.walkDecls((declaration) => note(declaration, declared(declaration)));
  root.walkRules((rule) => rule.parent.name !== "keyframes" && note(rule, selected(rule)));
  root.walkAtRules((rule) =>
    note(rule, [lacking(css["at-rules"][rule.name]?.__compat, `@${rule.name}`)]),
  );
  return faults;
}

/** What stands in style="" of the markup; what is filled in is left aside. */
const inline = (text) =>
  [...text.matchAll(/\sstyle="([^"]+)"/g)].map(
    ([, style]) => `a { ${style.replace(/\{\{[^}]*\}\}/g, "0")} }`,
  );

const files = readdirSync(APP, { recursive: true }).filter((name) => /\.wx(ss|ml)$/.test(name));
const faults = files.flatMap((name) => {
  const text = readFileSync(join(APP, name), "utf8");
  return (name.endsWith("ss") ? [text] : inline(text)).flatMap((one) => sheet(name, one));
});
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (!files.length) process.stderr.write(`no style sheets in ${APP}\n`);
if (faults.length || !files.length) process.exitCode = 1;
