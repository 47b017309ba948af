/**
 * The table of what WeChat has, from its own typings and nothing else:
 *
 *   node weixin/table.mjs            writes weixin/table.json
 *   node weixin/table.mjs --check    fails when it would change
 */
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { tableOf, typings } from "./read.mjs";

const PLACE = fileURLToPath(new URL("table.json", import.meta.url));

/** One method a line, so that a newer release of the typings shows what it changes. */
function written({ from, methods, objects }) {
  const lines = (held) =>
    Object.entries(held)
      .map(([name, said]) => `    ${JSON.stringify(name)}: ${JSON.stringify(said)}`)
      .join(",\n");
  return `{
  "from": ${JSON.stringify(from)},
  "methods": {
${lines(methods)}
  },
  "objects": {
${lines(objects)}
  }
}
`;
}

const text = written(tableOf(typings()));
if (!process.argv.includes("--check")) writeFileSync(PLACE, text);
else if (readFileSync(PLACE, "utf8") !== text) {
  process.stderr.write(
    "weixin/table.json is not what the typings say: run node weixin/table.mjs\n",
  );
  process.exit(1);
}
