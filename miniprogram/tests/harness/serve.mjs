// Serves a mini-program in a browser on this machine: the page, its scripts, and ways through to the service and to the
// simulated WeChat, so that the page speaks to one address alone.
//   node serve.mjs --app miniprogram/app --service http://127.0.0.1:8080 --platform http://127.0.0.1:8081 --appid wx… --port 0
import fs from "node:fs";
import http from "node:http";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildApp, buildRuntime } from "./build/build.mjs";
import { changedAt } from "./build/source.mjs";
import { passOn } from "./proxy.mjs";

const { values: options } = parseArgs({
  options: {
    app: { type: "string" },
    service: { type: "string", default: "http://127.0.0.1:8080" },
    platform: { type: "string", default: "http://127.0.0.1:8081" },
    appid: { type: "string", default: "wxsample0000000001" },
    port: { type: "string", default: "0" },
    /** A JSON file with what /stage shows: {people: [{name, words, who, phone}], codes: [{words, text}], places: [{words, url}]}. */
    stage: { type: "string", default: fileURLToPath(new URL("pages/stage.json", import.meta.url)) },
    /** Ends when whoever started it ends, however that happens: the line into this process breaks. */
    attached: { type: "boolean", default: false },
    /** Build anew when the source has changed since. */
    watch: { type: "boolean", default: false },
  },
});
const PAGES = { "/": "phone.html", "/stage": "stage.html", "/about": "about.html" };
const FILES = {
  "/phone.css": "text/css",
  "/stage.css": "text/css",
  "/stage.js": "text/javascript",
};
const scripts = { runtime: await buildRuntime(), app: await buildApp(options.app), at: Date.now() };

async function freshened() {
  if (options.watch && changedAt(options.app) > scripts.at) {
    Object.assign(scripts, { app: await buildApp(options.app), at: Date.now() });
  }
}

async function answer(request, response) {
  const { pathname } = new URL(request.url, "http://127.0.0.1");
  if (/^\/(api|v)\//.test(pathname)) return passOn(request, response, options.service, request.url);
  if (pathname.startsWith("/platform/")) {
    return passOn(
      request,
      response,
      options.platform,
      request.url.replace("/platform/", "/simulator/"),
    );
  }
  if (pathname === "/harness/targets" && request.method === "POST") return aim(request, response);
  if (pathname === "/stage.json") {
    return send(response, "application/json", fs.readFileSync(options.stage));
  }
  if (pathname === "/runtime.js") {
    return send(
      response,
      "text/javascript",
      `globalThis.__appid = ${JSON.stringify(options.appid)};\n${scripts.runtime}`,
    );
  }
  if (pathname === "/app.js") return send(response, "text/javascript", scripts.app);
  if (PAGES[pathname]) {
    await freshened();
    return send(
      response,
      "text/html",
      fs.readFileSync(new URL(`pages/${PAGES[pathname]}`, import.meta.url)),
    );
  }
  if (FILES[pathname]) {
    return send(
      response,
      FILES[pathname],
      fs.readFileSync(new URL(`pages${pathname}`, import.meta.url)),
    );
  }
  if (pathname.startsWith("/assets/")) {
    return asset(decodeURIComponent(pathname.slice("/assets/".length)), response);
  }
  if (pathname === "/favicon.ico") return response.writeHead(204).end();
  return response.writeHead(404).end();
}

/** One server serves many tests: each says where its own service and its own platform are. No web page may. */
async function aim(request, response) {
  if (request.headers.origin) return response.writeHead(403).end();
  let text = "";
  for await (const piece of request) text += piece;
  const { service, platform } = JSON.parse(text);
  for (const address of [service, platform]) {
    if (!/^http:\/\/127\.0\.0\.1:\d+$/.test(address)) return response.writeHead(400).end();
  }
  Object.assign(options, { service, platform });
  return response.writeHead(204).end();
}

/** A picture that the mini-program carries with it. */
function asset(name, response) {
  const kinds = { png: "image/png", jpg: "image/jpeg", svg: "image/svg+xml" };
  const kind = kinds[name.split(".").pop()];
  const file = `${fs.realpathSync(options.app)}/${name}`;
  if (!kind || name.split("/").includes("..") || !fs.existsSync(file)) {
    return response.writeHead(404).end();
  }
  return send(response, kind, fs.readFileSync(file));
}

function send(response, kind, body) {
  response
    .writeHead(200, { "content-type": `${kind}; charset=utf-8`, "cache-control": "no-store" })
    .end(body);
}

const server = http.createServer((request, response) => {
  answer(request, response).catch((error) =>
    response.writeHead(500, { "content-type": "text/plain; charset=utf-8" }).end(String(error)),
  );
});
server.listen(Number(options.port), "127.0.0.1", () => {
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}\n`);
});
if (options.attached) process.stdin.on("end", () => process.exit(0)).resume();
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
