/** Rules that find faults; how code looks is prettier's alone. */
import js from "@eslint/js";
import globals from "globals";
import weixin from "./weixin/lint.mjs";

/** What WeChat gives a mini-program. There is no window, no document, no Buffer, no process. */
const MINI_PROGRAM = {
  App: "readonly",
  Behavior: "readonly",
  Component: "readonly",
  Page: "readonly",
  clearInterval: "readonly",
  clearTimeout: "readonly",
  console: "readonly",
  getApp: "readonly",
  getCurrentPages: "readonly",
  module: "writable",
  require: "readonly",
  setInterval: "readonly",
  setTimeout: "readonly",
  wx: "readonly",
};

const RULES = {
  ...js.configs.recommended.rules,
  "array-callback-return": "error",
  curly: ["error", "multi-line"],
  eqeqeq: "error",
  "no-alert": "error",
  "no-await-in-loop": "error",
  "no-console": ["error", { allow: ["error"] }],
  "no-constructor-return": "error",
  "no-else-return": "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-param-reassign": "error",
  "no-promise-executor-return": "error",
  "no-self-compare": "error",
  "no-shadow": "error",
  "no-template-curly-in-string": "error",
  "no-throw-literal": "error",
  "no-unused-expressions": ["error", { allowShortCircuit: true }],
  "no-unused-vars": ["error", { argsIgnorePattern: "^_", caughtErrors: "none" }],
  "no-use-before-define": ["error", { functions: false, classes: false, variables: false }],
  "no-useless-return": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
  "prefer-promise-reject-errors": "error",
  "require-atomic-updates": "error",
};

const linterOptions = { reportUnusedDisableDirectives: "error" };

export default [
  { ignores: ["app/vendor/"] },
  {
    files: [
      "tools/**/*.mjs",
      "weixin/**/*.mjs",
      "official/*.mjs",
      "tests/harness/*.mjs",
      "tests/harness/build/*.mjs",
    ],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.node },
    linterOptions,
    rules: RULES,
  },
  {
    files: ["tests/harness/runtime/**/*.js", "tests/harness/pages/*.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.browser },
    linterOptions,
    rules: RULES,
  },
  {
    files: ["app/**/*.js"],
    languageOptions: { ecmaVersion: 2020, sourceType: "commonjs", globals: MINI_PROGRAM },
    linterOptions,
    plugins: { weixin },
    rules: { ...RULES, "weixin/known": "error" },
  },
];
