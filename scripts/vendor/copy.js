// Copies the few files that the pages use, with their licences, and lists beside them what they are (SHA-256).
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url);
const PLACES = {
  "service/static/vendor/": [
    ["bootstrap", "dist/css/bootstrap.min.css", "LICENSE"],
    ["htmx.org", "dist/htmx.min.js", "LICENSE"],
    ["echarts", "dist/echarts.simple.min.js", "LICENSE", "NOTICE", "licenses/LICENSE-d3"],
    // Inside the file of ECharts:
    ["zrender", null, "LICENSE"],
    ["tslib", null, "LICENSE.txt"],
  ],
  // Its licence stands at the head of the file; what lies here is shipped to every phone.
  "miniprogram/app/vendor/": [["qrcode-generator", "dist/qrcode.js"]],
  "tests/browser/vendor/": [["axe-core", "axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt"]],
};

for (const [place, packages] of Object.entries(PLACES)) {
  const folder = new URL(place, ROOT);
  const listed = [];
  mkdirSync(folder, { recursive: true });
  // What was copied before goes; types that are written by hand (.d.ts) stay.
  for (const old of readdirSync(folder)) {
    if (!old.endsWith(".d.ts")) rmSync(new URL(old, folder), { recursive: true });
  }
  for (const [name, file, ...licences] of packages) {
    const home = new URL(`node_modules/${name}/`, import.meta.url);
    const { version } = JSON.parse(readFileSync(new URL("package.json", home)));
    if (file) listed.push(copied(name, version, new URL(file, home), folder));
    for (const licence of licences) {
      mkdirSync(new URL("licences/", folder), { recursive: true });
      const word = licence.split("/").pop().replace(".txt", "");
      cpSync(new URL(licence, home), new URL(`licences/${name}-${word}.txt`, folder));
    }
  }
  // What lies in the phone's own folder is shipped to every phone; its list stands outside.
  const list = place.startsWith("miniprogram/") ? "miniprogram/vendored.json" : `${place}vendored.json`;
  writeFileSync(new URL(list, ROOT), JSON.stringify(listed, null, 2) + "\n");
}

function copied(name, version, source, folder) {
  const file = source.pathname.split("/").pop();
  // A map is not vendored, and the browser would ask for it.
  const text = readFileSync(source, "utf8").replace(/\n(\/\*|\/\/)# sourceMappingURL=.*\s*$/, "\n");
  writeFileSync(new URL(file, folder), text);
  return { file, package: name, version, sha256: createHash("sha256").update(text).digest("hex") };
}
