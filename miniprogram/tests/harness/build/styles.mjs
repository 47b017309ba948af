// WXSS as CSS: rpx, the tags of the built-ins, and the walls between components.
import postcss from "postcss";
import { BUILT_IN_TAGS } from "../runtime/tags.js";
import { resolve } from "./source.mjs";

const RPX = /(-?[\d.]+)rpx\b/g;
const CLASS = /\.(-?[A-Za-z_][\w-]*)/g;
const TAG = /(^|[\s>+~,(])([a-z][a-z-]*)(?=$|[\s>+~,.:#[)])/g;

/** The name before the classes of a component whose styles stay inside it; pages and shared components have none. */
export function scopeOf(part, { config, isPage }) {
  if (isPage || config.styleIsolation === "shared") return undefined;
  return part.replace(/\W/g, "_");
}

/** The style sheet of one part as CSS. `placeholders` are classes that some placeholder-class names. */
export function styleSheet(source, part, scope, placeholders) {
  const file = `${part}.wxss`;
  if (!source.has(file)) return "";
  const root = postcss.parse(source.text(file), { from: file });
  root.walkAtRules("import", (rule) => {
    const imported = resolve(part, rule.params.replace(/['"]/g, "").replace(/\.wxss$/, ""));
    rule.replaceWith(postcss.parse(styleSheet(source, imported, scope, placeholders)));
  });
  root.walkDecls((declaration) => {
    declaration.value = declaration.value.replace(RPX, "calc(var(--rpx) * $1)");
  });
  root.walkRules((rule) => {
    if (rule.parent.type === "atrule" && /keyframes$/.test(rule.parent.name)) return;
    if (scope) refuseWide(rule);
    rule.selectors = rule.selectors.flatMap((one) => [
      scoped(tagged(one), scope),
      ...placeholders
        .filter((name) => one.endsWith(`.${name}`))
        .map((name) => `[data-placeholder~="${name}"]::placeholder`),
    ]);
  });
  return root.toString();
}

/** WeChat does not let the style sheet of a component select by tag, id or attribute. */
function refuseWide(rule) {
  const bare = rule.selector.replace(/::?[\w-]+(\([^)]*\))?/g, "");
  if (/[#[]/.test(bare) || new RegExp(TAG.source).test(bare)) {
    throw rule.error(`a component may not select by tag, id or attribute: ${rule.selector}`);
  }
}

function tagged(selector) {
  return selector.replace(TAG, (all, before, tag) => {
    if (tag === "page") return `${before}mp-page`;
    return BUILT_IN_TAGS[tag] ? before + BUILT_IN_TAGS[tag] : all;
  });
}

function scoped(selector, scope) {
  if (!scope) return selector.replace(/:host\b/g, ":root");
  return selector.replace(CLASS, `.${scope}--$1`).replace(/:host\b/g, `[wx-host="${scope}"]`);
}
