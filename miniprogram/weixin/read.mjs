/**
 * What WeChat's own typings (miniprogram-api-typings, which are made from its documentation) say of `wx`: every method
 * with its base library, what its options are called and may be, and what it answers. `table.mjs` writes it down.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parsers } from "prettier/plugins/babel";

const PACKAGE = createRequire(import.meta.url).resolve("miniprogram-api-typings/package.json");
const SINCE = /(?<!在插件中使用：)需要基础库：? ?`(\d+\.\d+\.\d+)`/;
const CALLBACKS = ["success", "fail", "complete"];
const KINDS = {
  TSStringKeyword: "string",
  TSNumberKeyword: "number",
  TSBooleanKeyword: "boolean",
  TSArrayType: "array",
  TSTupleType: "array",
  TSFunctionType: "function",
  TSObjectKeyword: "object",
  TSTypeLiteral: "object",
};

/** The typings as they stand in node_modules, and which release they are. */
export function typings() {
  const text = readFileSync(PACKAGE.replace("package.json", "types/wx/lib.wx.api.d.ts"), "utf8");
  const { name, version } = JSON.parse(readFileSync(PACKAGE, "utf8"));
  return { text, release: `${name} ${version}` };
}

/** The table of one text of typings. */
export function tableOf({ text, release }) {
  const reader = new Reader(text);
  const methods = {};
  for (const member of reader.membersOf("Wx")) {
    const name = member.key.name;
    methods[name] ??= reader.method(member);
  }
  return { from: release, methods, objects: reader.objects(Object.values(methods)) };
}

class Reader {
  constructor(text) {
    this.text = text;
    const { program, comments } = parsers["babel-ts"].parse(text, {});
    this.comments = new Map(comments.map((one) => [one.end, one.value]));
    this.named = new Map();
    const space = program.body.find((one) => one.type === "TSModuleDeclaration");
    for (const part of space.body.body) {
      const declared = part.declaration ?? part;
      if (declared.id) this.named.set(declared.id.name, declared);
    }
  }

  /** The words of the comment that stands right above something. */
  told(node) {
    const before = this.text.slice(0, node.start).trimEnd().length;
    return this.comments.get(before) ?? "";
  }

  since(node) {
    return SINCE.exec(this.told(node))?.[1];
  }

  /** The members of an interface, its own first and then those of what it extends. */
  membersOf(name) {
    const found = this.named.get(name);
    if (found?.type !== "TSInterfaceDeclaration") return [];
    const above = (found.extends ?? []).flatMap((one) => this.membersOf(one.expression.name));
    return [...found.body.body, ...above].filter((one) => one.key?.name);
  }

  method(member) {
    const said = tidy({ since: this.since(member) });
    if (/停止维护|已废弃/.test(firstLines(this.told(member)))) said.ended = true;
    if (member.type !== "TSMethodSignature") return { ...said, is: "value" };
    const [first] = member.params ?? member.parameters ?? [];
    const option = this.optionOf(member, first);
    const returns = typeName(member.returnType ?? member.typeAnnotation);
    if (returns && this.named.has(returns)) said.returns = returns;
    if (option) Object.assign(said, this.asked(option));
    return said;
  }

  /** The name of the interface of a method's options, if options are what it takes. */
  optionOf(member, first) {
    if (!first) return undefined;
    const wanted = typeName(first.typeAnnotation);
    const generic = (member.typeParameters?.params ?? []).find(
      (one) => (one.name?.name ?? one.name) === wanted,
    );
    const name = generic ? typeName(generic.constraint) : wanted;
    return /Option$/.test(name ?? "") && this.named.has(name) ? name : undefined;
  }

  asked(option) {
    const members = this.membersOf(option);
    const properties = members.filter((one) => !CALLBACKS.includes(one.key.name));
    const calls = members.some((one) => one.key.name === "success");
    const answers = calls ? this.answered(members) : undefined;
    return tidy({
      option: Object.fromEntries(properties.map((one) => [one.key.name, this.property(one)])),
      calls: calls || undefined,
      answers,
    });
  }

  property(member) {
    const { kinds, words } = this.shape(member.typeAnnotation?.typeAnnotation);
    return tidy({
      kinds: kinds.size ? [...kinds] : undefined,
      words: words.length ? words : undefined,
      needed: member.optional ? undefined : true,
      since: this.since(member),
    });
  }

  /** What kinds of value a type allows (none: any), and which words alone where it lists them. */
  shape(type, deep = 0) {
    const kinds = new Set();
    const words = [];
    const take = (one) => {
      if (one.type === "TSUnionType") return one.types.forEach(take);
      if (one.type === "TSParenthesizedType") return take(one.typeAnnotation);
      if (one.type === "TSLiteralType") {
        const { value } =
          one.literal.type === "UnaryExpression"
            ? { value: -one.literal.argument.value }
            : one.literal;
        kinds.add(typeof value);
        words.push(value);
        return undefined;
      }
      if (one.type === "TSTypeReference") return this.reference(one, kinds, words, deep, take);
      return kinds.add(KINDS[one.type] ?? "any");
    };
    if (type) take(type);
    return kinds.has("any") ? { kinds: new Set(), words } : { kinds, words };
  }

  reference(type, kinds, words, deep, take) {
    const name = type.typeName.name ?? type.typeName.right?.name;
    if (name === "Array") {
      kinds.add("array");
      const held = (type.typeParameters ?? type.typeArguments)?.params[0];
      if (held && deep < 2) words.push(...this.shape(held, deep + 1).words);
      return;
    }
    const found = this.named.get(name);
    if (found?.type === "TSTypeAliasDeclaration" && deep < 2) take(found.typeAnnotation);
    else kinds.add(found || name === "IAnyObject" || name === "ArrayBuffer" ? "object" : "any");
  }

  /** What `success` gets beside errMsg; nothing where the typings leave it open. */
  answered(members) {
    const callback = this.named.get(
      typeName(members.find((one) => one.key.name === "success").typeAnnotation),
    );
    const takes = callback?.typeAnnotation;
    const [first] = takes?.params ?? takes?.parameters ?? [];
    const name = first && typeName(first.typeAnnotation);
    if (!name || !this.named.has(name)) return undefined;
    return this.membersOf(name)
      .map((one) => one.key.name)
      .filter((one) => one !== "errMsg");
  }

  /** The objects that methods give: what can be called on them. */
  objects(methods) {
    const open = methods.map((one) => one.returns).filter(Boolean);
    const known = {};
    while (open.length) {
      const name = open.pop();
      if (known[name]) continue;
      known[name] = {};
      for (const member of this.membersOf(name)) {
        const given = this.method(member);
        known[name][member.key.name] = tidy({ since: given.since });
        if (given.returns) open.push(given.returns);
      }
    }
    return Object.fromEntries(
      Object.entries(known).sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  }
}

const firstLines = (told) => told.split("示例代码")[0];

function typeName(annotation) {
  const type = annotation?.typeAnnotation ?? annotation;
  return type?.type === "TSTypeReference" ? type.typeName.name : undefined;
}

const tidy = (given) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
