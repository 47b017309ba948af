const { codeLists } = require("../../api/applications");
const { corrections, wantCorrection } = require("../../api/mine");
const acting = require("../../behaviors/acting");
const { typeSize } = require("../../behaviors/type-size");
const reading = require("../../behaviors/reading");
const subscribe = require("../../subscribe");

/** WeChat's keyboard for a field that is typed. */
const KEYBOARDS = { id_number: "idcard", phone: "number" };

Page({
  behaviors: [typeSize, reading, acting],
  data: {
    fields: [],
    lists: {},
    field: "",
    value: "",
    reason: "",
    choices: [],
    keyboard: "text",
  },
  wanted: "",

  onLoad({ field = "" }) {
    this.wanted = field;
    this.load();
    subscribe.ready("correction");
  },

  async read() {
    const [{ fields }, { lists }] = await Promise.all([corrections(), codeLists()]);
    const choices = fields.map(({ field, label }) => ({ code: field, label }));
    const byName = Object.fromEntries(lists.map(({ name, codes }) => [name, codes]));
    const field = fields.some((one) => one.field === this.wanted) ? this.wanted : "";
    return { fields: choices, lists: byName, ...answerOf(field, byName) };
  },

  changeField({ detail }) {
    if (detail.value === this.data.field) return;
    this.typed = { ...this.typed, value: "" };
    this.setData({ value: "", faults: {}, ...answerOf(detail.value, this.data.lists) });
  },

  /** Kept while typing without telling the page: the field shows what was typed already; a choice it does not. */
  type({ currentTarget, detail }) {
    const { name } = currentTarget.dataset;
    this.typed = { ...this.typed, [name]: detail.value };
    if (name === "value" && this.data.choices.length) this.setData({ value: detail.value });
  },

  /** Back to the list, or to it in place of this page: the way back must not lead to a form that was left. */
  toCorrections() {
    const [below] = getCurrentPages().slice(-2);
    if (below.route === "pages/mine/corrections") wx.navigateBack();
    else wx.redirectTo({ url: "/pages/mine/corrections" });
  },

  submit() {
    const { value = "", reason = "" } = this.typed || {};
    const { field } = this.data;
    this.setData({ value, reason });
    const faults = missing(field, value);
    if (faults) return this.setData({ faults, problem: null });
    // WeChat asks about messages in the tap itself or not at all.
    const answered = subscribe.ask("correction");
    return this.once(async () => {
      await answered;
      await wantCorrection({ field, value, reason });
      this.toCorrections();
    });
  },
});

function missing(field, value) {
  if (!field) return { field: "请选择要改的一项。" };
  return value.trim() ? null : { value: "请填写或者选择改成什么。" };
}

/** How the new value of a field is answered: a choice from its list, or the keyboard for it. */
function answerOf(field, lists) {
  const choices = lists[field] || [];
  return { field, choices, keyboard: choices.length ? "choice" : KEYBOARDS[field] || "text" };
}
