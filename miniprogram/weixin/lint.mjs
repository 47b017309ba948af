/**
 * A rule for the linter: whatever stands after `wx.` is in WeChat's own description, with the options, words and kinds
 * that it lists, and what is younger than the base library of said.json is used only where its absence is thought of.
 */
import { readFileSync } from "node:fs";

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const table = read("table.json");
const said = read("said.json");
const CALLBACKS = ["success", "fail", "complete"];

const numbers = (version = "0.0.0") => version.split(".").map(Number);

/** Whether a version is younger than the oldest base library that is supported. */
export function younger(since) {
  const [here, there] = [numbers(said.floor.base), numbers(since)];
  const at = here.findIndex((one, index) => one !== there[index]);
  return at >= 0 && here[at] < there[at];
}

const nameOf = (key) => key.name ?? key.value;

/** The literals that an expression can be, as far as the text says. */
export function literals(node) {
  if (/^(String|Numeric|Boolean)?Literal$/.test(node.type)) return [node.value];
  if (node.type === "UnaryExpression" && node.argument.type === "Literal") {
    return [-node.argument.value];
  }
  if (node.type === "ConditionalExpression") {
    return [node.consequent, node.alternate].flatMap(literals);
  }
  if (node.type === "ArrayExpression") return node.elements.flatMap(literals);
  return [];
}

function outside(place, { words }, value) {
  const listed = said.words[place]?.words ?? words;
  const range = said.ranges[place];
  if (range) {
    const special = Object.values(range.also ?? {}).flat();
    return !(special.includes(value) || (range.from <= value && value <= range.to));
  }
  return listed !== undefined && !listed.includes(value);
}

const known = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const { sourceCode } = context;
    const report = (node, message) => context.report({ node, message });

    /** Whether the function around asks first: `wx.canIUse("X")`, `if (wx.X)`, `!wx.X`. */
    function guarded(node, schema, name) {
      const around = sourceCode.getAncestors(node).findLast((one) => /Function/.test(one.type));
      const text = sourceCode.getText(around ?? undefined);
      return (
        text.includes(`canIUse("${schema}`) ||
        new RegExp(`(if \\(|!|&& )wx\\.${name}\\b(?!\\()`).test(text)
      );
    }

    function option(name, listed, property) {
      if (property.type !== "Property") {
        return report(property, `wx.${name}: write its options out`);
      }
      const key = nameOf(property.key);
      if (CALLBACKS.includes(key)) return undefined;
      const asked = listed[key];
      if (!asked) return report(property, `wx.${name} takes no ${key} (${table.from})`);
      if (younger(asked.since) && !guarded(property, `${name}.object.${key}`, "")) {
        report(property, `${key} of wx.${name} begins with ${asked.since}: ask wx.canIUse before`);
      }
      const strange = literals(property.value).find((one) => outside(`${name}.${key}`, asked, one));
      if (strange !== undefined) {
        report(property, `wx.${name} knows no ${key} ${JSON.stringify(strange)}`);
      }
      return undefined;
    }

    function called(name, { option: listed }, node) {
      if (!listed || !node.arguments.length) return;
      const [given] = node.arguments;
      if (given.type !== "ObjectExpression") {
        return report(given, `wx.${name}: write its options out`);
      }
      if (sourceCode.getCommentsInside(node).some((one) => /\bany\b/.test(one.value))) {
        report(node, `wx.${name}: «any» hides from the typings what WeChat would refuse`);
      }
      given.properties.forEach((property) => option(name, listed, property));
    }

    return {
      'MemberExpression[object.name="wx"]'(node) {
        if (node.computed) return report(node, "wx[…] hides what is called");
        const { name } = node.property;
        const found = table.methods[name];
        if (!found) return report(node, `wx.${name} is not in WeChat (${table.from})`);
        if (found.ended) report(node, `wx.${name} is no longer kept up by WeChat`);
        if (younger(found.since) && !guarded(node, name, name)) {
          report(node, `wx.${name} begins with ${found.since}: ask wx.canIUse before`);
        }
        if (node.parent.type === "CallExpression" && node.parent.callee === node) {
          called(name, found, node.parent);
        }
        return undefined;
      },
      'CallExpression[callee.object.name="wx"][callee.property.name="canIUse"]'(node) {
        const [schema] = literals(node.arguments[0]);
        if (!table.methods[String(schema).split(".")[0]]) {
          report(node, `wx.canIUse("${schema}") is always false`);
        }
      },
    };
  },
};

export default { rules: { known } };
