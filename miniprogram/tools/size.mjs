/**
 * How large the package is that WeChat uploads, by folder. WeChat's limit for a main package is 2 MB; above half of
 * it this fails, so that there is time to think before the limit is met. What WeChat minifies is counted as written.
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const APP = fileURLToPath(new URL("../app", import.meta.url));
const MAIN_PACKAGE = 2 * 1024 * 1024;
const MOST = MAIN_PACKAGE / 2;
/** Left out by project.config.json. */
const NOT_SHIPPED = /\.d\.ts$/;

const files = readdirSync(APP, { recursive: true }).filter(
  (name) => !NOT_SHIPPED.test(name) && statSync(join(APP, name)).isFile(),
);
const sums = new Map();
for (const name of files) {
  const folder = name.includes("/") ? name.split("/")[0] : "app";
  sums.set(folder, (sums.get(folder) || 0) + statSync(join(APP, name)).size);
}
const total = [...sums.values()].reduce((sum, size) => sum + size, 0);
const kilobytes = (size) => `${(size / 1024).toFixed(1).padStart(7)} KB`;
const lines = [...sums].sort(([, one], [, other]) => other - one);
for (const [folder, size] of lines) process.stdout.write(`${kilobytes(size)}  ${folder}\n`);
const share = ((100 * total) / MAIN_PACKAGE).toFixed(1);
process.stdout.write(`${kilobytes(total)}  in all, ${share} % of a main package (2 MB)\n`);
if (total > MOST) {
  process.stderr.write("The package is larger than half of what WeChat takes.\n");
  process.exitCode = 1;
}
