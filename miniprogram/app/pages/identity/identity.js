const { codeLists } = require("../../api/applications");
const { agree, consents, stateIdentity } = require("../../api/people");
const { start, statedIdentity } = require("../../applying/start");
const acting = require("../../behaviors/acting");
const reading = require("../../behaviors/reading");
const { typeSize } = require("../../behaviors/type-size");

/** The kinds whose number is digits and perhaps an X: WeChat has a keyboard for them. */
const BY_DIGITS = ["resident", "hmt_resident"];
const NUMBER_HINTS = {
  resident: "18 位，最后一位可以是 X",
  hmt_resident: "18 位，居住证正面的公民身份号码",
  foreign_resident: "照卡上填写，字母和数字都要",
  hk_macao_permit: "H 或 M 开头，加 8 位数字",
  taiwan_permit: "8 位数字",
  passport: "照护照填写，字母和数字都要",
};

Page({
  behaviors: [typeSize, reading, acting],
  data: {
    /** notice, refused, form or stated */
    mode: "notice",
    notice: null,
    agreed: false,
    unticked: false,
    kinds: [],
    kind: /** @type {Wire.DocumentKind} */ ("resident"),
    name: "",
    number: "",
    keyboard: "idcard",
    numberHint: NUMBER_HINTS.resident,
    stated: null,
    joining: false,
    consentOnly: false,
  },
  target: /** @type {Wire.ApplicationBegun} */ (null),

  /**
   * `union`: where he wants to apply; without it this page was opened to correct the identity, or, with `only`, for
   * the consent alone.
   */
  onLoad({ union = "", without = "", only = "" }) {
    this.target = union ? { union_id: union, unit_has_union: !without } : null;
    this.setData({ joining: Boolean(union), consentOnly: only === "consent" });
    this.load();
  },

  async read() {
    const [texts, lists, stated] = await Promise.all([consents(), codeLists(), statedIdentity()]);
    const notice = texts.find((one) => one.kind === "identity");
    const kinds = lists.lists.find((one) => one.name === "document_kind").codes;
    return { notice, kinds, mode: this.firstMode(notice, stated), ...this.seen(stated, kinds) };
  },

  firstMode(notice, stated) {
    if (this.data.consentOnly) return "notice";
    if (stated) return "stated";
    return notice.agreed ? "form" : "notice";
  },

  seen(stated, kinds) {
    if (!stated) return { stated: null };
    const kind = kinds.find((one) => one.code === stated.document_kind);
    return { stated: { ...stated, kindWords: kind ? kind.label : "" } };
  },

  tick(event) {
    this.setData({ agreed: event.detail.value.length > 0, unticked: false });
  },

  consent() {
    if (!this.data.agreed) return this.setData({ unticked: true });
    const { kind, version } = this.data.notice;
    return this.once(async () => {
      try {
        await agree(kind, version);
        if (this.data.consentOnly) return wx.navigateBack();
        this.setData({ mode: "form", "notice.agreed": true });
      } catch (fault) {
        if (fault.code !== "CONSENT_OUTDATED") throw fault;
        this.setData({ agreed: false });
        await this.load();
        throw fault;
      }
    });
  },

  refuse() {
    this.setData({ mode: "refused", problem: null });
    wx.pageScrollTo({ scrollTop: 0, duration: 0 });
  },

  readAgain() {
    this.setData({ mode: "notice" });
  },

  /** A new version of the notice asks again before anything new is stated. */
  change() {
    this.setData({ mode: this.data.notice.agreed ? "form" : "notice", problem: null });
  },

  chooseKind(event) {
    const kind = event.detail.value;
    const keyboard = BY_DIGITS.includes(kind) ? "idcard" : "text";
    this.setData({ kind, keyboard, numberHint: NUMBER_HINTS[kind] });
  },

  /** Kept while typing without telling the page: the field shows what was typed already. */
  type(event) {
    this.typed = { ...this.typed, [event.currentTarget.dataset.name]: event.detail.value };
  },

  state() {
    const { name = "", number = "" } = this.typed || {};
    const { kind, kinds } = this.data;
    this.setData({ name, number });
    const faults = missing(name, number);
    if (faults) return this.setData({ faults, problem: null });
    return this.once(async () => {
      const stated = await this.stateUnder({ name, document_kind: kind, number });
      this.typed = {};
      this.setData({ mode: "stated", name: "", number: "", ...this.seen(stated, kinds) });
      // A document that somebody must look at is told first; otherwise the way goes straight on.
      if (!stated.needs_look) await this.proceed();
    });
  },

  /** A consent that was withdrawn meanwhile, perhaps on another phone, is asked for again. */
  async stateUnder(facts) {
    try {
      return await stateIdentity(facts);
    } catch (fault) {
      if (fault.code === "CONSENT_MISSING") this.setData({ mode: "notice", agreed: false });
      throw fault;
    }
  },

  goOn() {
    return this.once(() => this.proceed());
  },

  async proceed() {
    if (this.target) {
      await start(this.target);
      wx.redirectTo({ url: "/pages/application/form?step=1" });
    } else if (getCurrentPages().length > 1) wx.navigateBack();
    else wx.switchTab({ url: "/pages/home/home" });
  },

  toHelp() {
    wx.navigateTo({ url: "/pages/help/help" });
  },

  toHome() {
    wx.switchTab({ url: "/pages/home/home" });
  },
});

function missing(name, number) {
  const faults = {};
  if (!name.trim()) faults.name = "请照证件填写姓名。";
  if (!number.trim()) faults.number = "请填写证件号码。";
  return Object.keys(faults).length ? faults : null;
}
