// Builds two scripts: the runtime (WeChat as far as we play it) and the app. Apart, because the app may not see what a
// browser has and WeChat has not: there is no `window`, no `document` and no `localStorage` in a mini-program.
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";
import { Source } from "./source.mjs";
import { scopeOf, styleSheet } from "./styles.mjs";
import { templates } from "./templates.mjs";

const RUNTIME = fileURLToPath(new URL("../runtime/main.js", import.meta.url));
const NOT_IN_WECHAT = [
  ...[
    "window",
    "document",
    "localStorage",
    "sessionStorage",
    "indexedDB",
    "location",
    "history",
    "navigator",
    "self",
  ],
  ...[
    "fetch",
    "XMLHttpRequest",
    "WebSocket",
    "alert",
    "confirm",
    "prompt",
    "Image",
    "URL",
    "URLSearchParams",
    "crypto",
  ],
  ...[
    "btoa",
    "atob",
    "TextEncoder",
    "TextDecoder",
    "structuredClone",
    "requestAnimationFrame",
    "AbortController",
  ],
];
const COMMON = { bundle: true, write: false, target: "es2020", logLevel: "error", charset: "utf8" };

/** The bundle of the runtime, which no app changes. */
export async function buildRuntime() {
  const built = await esbuild.build({
    ...COMMON,
    entryPoints: [RUNTIME],
    format: "iife",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return built.outputFiles[0].text;
}

/** The bundle of the app in a folder. */
export async function buildApp(root) {
  const source = new Source(root);
  const built = await esbuild.build({
    ...COMMON,
    sourcemap: "inline",
    stdin: {
      contents: entry(source),
      resolveDir: source.root,
      sourcefile: "app-of-the-harness.js",
    },
    format: "iife",
    define: Object.fromEntries(NOT_IN_WECHAT.map((name) => [name, "undefined"])),
  });
  return built.outputFiles[0].text;
}

/** What hands the app over to the runtime, in the order in which WeChat loads it. */
function entry(source) {
  const { code, placeholders } = templates(source);
  const parts = [...source.parts].map(([name, part]) => {
    const scope = scopeOf(name, part);
    const { config, using, isPage } = part;
    return {
      name,
      config,
      using,
      isPage,
      scope,
      style: styleSheet(source, name, scope, placeholders),
    };
  });
  const about = {
    app: source.app,
    style: styleSheet(source, "app", undefined, placeholders),
    parts,
  };
  const load = (name) =>
    `${JSON.stringify(name)}: () => require(${JSON.stringify(`./${name}.js`)})`;
  return `
    globalThis.__harness.run(${JSON.stringify(about)}, {
      templates: ${code},
      config: () => ${source.has("config.js") ? 'require("./config.js")' : "({})"},
      scripts: { ${["app", ...source.parts.keys()].map(load).join(",\n")} },
    })`;
}
