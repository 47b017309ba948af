// Reads a mini-program as WeChat does: app.json, and from there every page and every component that is used.
import fs from "node:fs";
import path from "node:path";

/** The place that a path names when it is written in the part `from`: from the root with a slash, else beside it. */
export function resolve(from, wanted) {
  return wanted.startsWith("/")
    ? wanted.slice(1)
    : path.posix.join(path.posix.dirname(from), wanted);
}

export class Source {
  constructor(root) {
    this.root = path.resolve(root);
    this.app = this.json("app");
    /** @type {Map<string, {config: object, using: Record<string, string>, isPage: boolean}>} */
    this.parts = new Map();
    for (const page of this.app.pages) this.#take(page, true);
  }

  has(file) {
    return fs.existsSync(path.join(this.root, file));
  }

  text(file) {
    return fs.readFileSync(path.join(this.root, file), "utf8");
  }

  json(part) {
    return this.has(`${part}.json`) ? JSON.parse(this.text(`${part}.json`) || "{}") : {};
  }

  #take(part, isPage = false) {
    if (this.parts.has(part)) return;
    for (const kind of ["wxml", "js"]) {
      if (!this.has(`${part}.${kind}`)) throw new Error(`${part}.${kind} is missing`);
    }
    const config = this.json(part);
    if (!isPage && !config.component) {
      throw new Error(`${part}.json does not say "component": true`);
    }
    // What app.json names is found from the root; what a part names, from that part.
    const using = { ...places("app", this.app), ...places(part, config) };
    this.parts.set(part, { config, using, isPage });
    for (const place of Object.values(using)) this.#take(place);
  }
}

function places(part, { usingComponents = {} }) {
  return Object.fromEntries(
    Object.entries(usingComponents).map(([tag, place]) => [tag, resolve(part, place)]),
  );
}

/** When the newest file below a folder was written; a build older than that is stale. */
export function changedAt(folder) {
  const files = fs
    .readdirSync(folder, { recursive: true })
    .map((name) => fs.statSync(path.join(folder, name)));
  return Math.max(...files.filter((one) => one.isFile()).map((one) => one.mtimeMs));
}
