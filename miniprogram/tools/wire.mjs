/**
 * The types of what goes over the wire, from the service's own description:
 *
 *   python -m service openapi | node tools/wire.mjs            writes types/wire.d.ts
 *   python -m service openapi | node tools/wire.mjs --check    fails when it would change
 *
 * Not openapi-typescript (7.13): it draws with ts.factory, which the compiler in use here, TypeScript 7, no longer
 * has, so a second compiler would be needed; and it writes ten times the lines, without the doors by method and path.
 */
import { Buffer } from "node:buffer";
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

const TABLE = fileURLToPath(new URL("../weixin/table.json", import.meta.url));
/** What the phone can send at all. */
const METHODS = JSON.parse(readFileSync(TABLE, "utf8")).methods.request.option.method.words;
const PLACE = fileURLToPath(new URL("../types/wire.d.ts", import.meta.url));
const HEAD =
  "/** Made by tools/wire.mjs from the description of the service; `make wire` writes it again. */\n";
/** What a schema may say and still be of any type. */
const SAYS_NO_TYPE = new Set(["title", "description", "default", "example"]);
const LEFT_OUT = new Set(["HTTPError", "ValidationError"]);

/** «ApplicationsSeen.UnionSeen» and «UnionSeen» are one shape, written once for each answer that holds it. */
const named = (name) => name.split(".").pop();

const bracketed = (type) => (type.includes("|") ? `(${type})` : type);

function typeOf(schema) {
  if (schema.$ref) return named(schema.$ref.split("/").pop());
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(" | ");
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => typeOf({ ...schema, type })).join(" | ");
  }
  switch (schema.type) {
    case "array":
      return `${bracketed(typeOf(schema.items))}[]`;
    case "object":
      return schema.properties
        ? body(schema)
        : `Record<string, ${typeOf(schema.additionalProperties || {})}>`;
    case "integer":
    case "number":
      return "number";
    case "boolean":
    case "null":
    case "string":
      return schema.type;
    default:
      if (Object.keys(schema).some((keyword) => !SAYS_NO_TYPE.has(keyword))) {
        throw new Error(`no type is known for ${JSON.stringify(schema)}`);
      }
      return "unknown";
  }
}

function body({ properties, required = [] }) {
  const lines = Object.entries(properties).map(([name, schema]) => {
    const told = schema.description ? `    /** ${schema.description} */\n` : "";
    return `${told}    ${name}${required.includes(name) ? "" : "?"}: ${typeOf(schema)};`;
  });
  return `{\n${lines.join("\n")}\n  }`;
}

function declared(name, schema) {
  const told = schema.description ? `  /** ${schema.description.replace(/\s+/g, " ")} */\n` : "";
  const plain = schema.type === "object" && schema.properties;
  return `${told}  ${plain ? `interface ${name} ${body(schema)}` : `type ${name} = ${typeOf(schema)};`}`;
}

/** What stands for an id or a query in the key of a door: TypeScript's own pattern. */
const ANY = "$" + "{string}";

/** «/api/applications/{application_id}» as its doors are keyed: `GET /applications/${string}`. */
function key(method, path, queried) {
  const pattern =
    path.replace(/^\/api/, "").replace(/\{[^}]+\}/g, () => ANY) + (queried ? `?${ANY}` : "");
  if (!METHODS.includes(method.toUpperCase())) {
    throw new Error(`${method} ${path}: WeChat's phone sends ${METHODS.join(", ")} alone`);
  }
  const whole = `${method.toUpperCase()} ${pattern}`;
  return pattern.includes("$") ? `[door: \`${whole}\`]` : JSON.stringify(whole);
}

const shape = (held) => {
  const schema = held && held.content && held.content["application/json"].schema;
  return schema && Object.keys(schema).length ? typeOf(schema) : "undefined";
};

/** What each door takes and answers, so that a call of a door that is not there does not pass. */
function doors(paths) {
  const lines = [];
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, { parameters = [], requestBody, responses }] of Object.entries(
      operations,
    )) {
      // A door that describes refusals alone answers with a file.
      const good = Object.entries(responses).find(([status]) => status < "300");
      const answer = shape(good && good[1]);
      const queried = parameters.some((parameter) => parameter.in === "query");
      lines.push(
        `    ${key(method, path, queried)}: { takes: ${shape(requestBody)}; answers: ${answer} };`,
      );
    }
  }
  return `  interface Doors {\n${lines.sort().join("\n")}\n  }`;
}

function written({ components, paths }) {
  const shapes = new Map();
  for (const [name, schema] of Object.entries(components.schemas)) {
    if (LEFT_OUT.has(name)) continue;
    const text = declared(named(name), schema);
    const earlier = shapes.get(named(name));
    if (earlier !== undefined && earlier !== text) {
      throw new Error(`two shapes are called ${named(name)}`);
    }
    shapes.set(named(name), text);
  }
  const sorted = [...shapes]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, text]) => text);
  return `${HEAD}declare namespace Wire {\n${[doors(paths), ...sorted].join("\n\n")}\n}\n`;
}

const pieces = [];
for await (const piece of process.stdin) pieces.push(piece);
const text = written(JSON.parse(Buffer.concat(pieces).toString("utf8")));
if (!process.argv.includes("--check")) writeFileSync(PLACE, text);
else if (readFileSync(PLACE, "utf8") !== text) {
  process.stderr.write("types/wire.d.ts is older than the service: run make wire\n");
  process.exit(1);
}
