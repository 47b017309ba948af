/**
 * What WeChat's own tools say of the mini-program, without a network: its readers take app.json, every page's and the
 * sitemap; its packer compiles all of it as an upload would; its examination of the code finds nothing to mend. Run by
 * `make packed`. What the packer would ask of WeChat's servers about the account is answered here, with the usual limits.
 */
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ci = createRequire(import.meta.url)("miniprogram-ci");
const ROOT = process.argv[2] ?? fileURLToPath(new URL("..", import.meta.url));
/** The packer wants an id; nothing is uploaded. */
const APPID = "wx0000000000000001";
const IGNORED = ["node_modules", "official", "tests", "tools", "types", "weixin"];
/** DefaultProjectAttr of miniprogram-ci 2.1.42: what an account has that has bought nothing. */
const ACCOUNT = {
  platform: false,
  appType: 0,
  isSandbox: false,
  released: false,
  setting: {
    MaxCodeSize: 2,
    MaxSubpackageSubCodeSize: 2,
    MaxSubpackageFullCodeSize: 20,
    NavigateMiniprogramLimit: 10,
    MaxTabbarCount: 5,
    MinTabbarCount: 2,
    MaxTabbarIconSize: 40,
    MaxTimeoutMs: 60000,
    UseIdentityCode: false,
  },
};
/** The packer's schemas, and the file that each is held against. */
const SCHEMAS = {
  app: "app/app.json",
  projectconfig: "project.config.json",
  sitemap: "app/sitemap.json",
};
const folder = mkdtempSync(join(tmpdir(), "packed-"));
const faults = [];

/** A key that signs nothing: the packer refuses to begin without one. */
function key() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const path = join(folder, "key.pem");
  writeFileSync(path, privateKey.export({ type: "pkcs1", format: "pem" }), { mode: 0o600 });
  return path;
}

async function readAll(project) {
  const app = await ci.getAppJSON(project);
  await ci.getSiteMapJSON(project);
  await Promise.all(
    app.pages.map((pagePath) => ci.getPageJSON(project, { miniprogramRoot: "app", pagePath })),
  );
  for (const [kind, name] of Object.entries(SCHEMAS)) {
    const held = JSON.parse(readFileSync(join(ROOT, name), "utf8"));
    const { error = [], warning = "" } = ci.schemaValidate(kind, held);
    faults.push(...error.map((one) => `${name}: ${JSON.stringify(one)}`));
    if (warning.length) faults.push(`${name}: ${warning}`);
  }
  return app.pages.length;
}

async function examined(project) {
  const found = await ci.checkCodeQuality(project, join(folder, "quality.json"));
  for (const { name, success, text, detail } of found) {
    if (!success) faults.push(`${name}: ${text} ${JSON.stringify(detail ?? "")}`);
  }
  return found.length;
}

async function compiled(project, pages) {
  const setting = { es6: true, minify: true, minifyWXML: true, minifyWXSS: true };
  const quiet = () => undefined;
  const given = { project, version: "0.0.0", desc: "", setting, onProgressUpdate: quiet };
  const files = Object.keys(await ci.getCompiledResult(given, join(folder, "packed.zip")));
  const js = files.filter((name) => /^pages\/.*\.js$/.test(name));
  if (js.length < pages) faults.push(`only ${js.length} scripts of ${pages} pages were compiled`);
  return files.length;
}

try {
  const ignores = IGNORED.map((name) => `${name}/**/*`);
  const named = {
    appid: APPID,
    type: "miniProgram",
    projectPath: ROOT,
    privateKeyPath: key(),
    ignores,
  };
  const project = new ci.Project(named);
  project.attr = () => Promise.resolve(ACCOUNT);
  const pages = await readAll(project);
  const checks = await examined(project);
  const files = await compiled(project, pages);
  process.stdout.write(
    `${pages} pages read, ${checks} checks of the code, ${files} files compiled\n`,
  );
} catch (error) {
  faults.push(error.message);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) process.stderr.write(`${fault}\n`);
// The packer's helpers never end by themselves.
process.exit(faults.length ? 1 : 0);
