// WXML as code, by the compiler of WeChat's own component framework; and what can be seen only in its text.
import { createRequire } from "node:module";

const { TmplGroup } = createRequire(import.meta.url)("glass-easel-template-compiler");

/** The code of all templates, and every class that some placeholder-class names. Whatever the compiler finds is an error. */
export function templates(source) {
  const group = new TmplGroup();
  const placeholders = new Set();
  const taken = new Set();
  const take = (part) => {
    if (taken.has(part)) return;
    taken.add(part);
    const text = source.text(`${part}.wxml`);
    const [found] = group.addTmpl(part, text);
    if (found) throw new Error(`${part}.wxml line ${found.startLine + 1}: ${found.message}`);
    for (const [, names] of text.matchAll(/placeholder-class="([^"{}]+)"/g)) {
      for (const name of names.split(/\s+/)) placeholders.add(name);
    }
    for (const other of group.getDirectDependencies(part)) take(other);
    for (const script of group.getScriptDependencies(part)) {
      group.addScript(script, source.text(`${script}.wxs`));
    }
  };
  for (const part of source.parts.keys()) take(part);
  return { code: group.getTmplGenObjectGroups(), placeholders: [...placeholders] };
}
