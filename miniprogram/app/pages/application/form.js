const { codeLists, fillIn } = require("../../api/applications");
const { verifyPhone } = require("../../api/people");
const { correction } = require("../../applying/correction");
const {
  FIELDS,
  SIGNING,
  STEPS,
  asks,
  nextStep,
  unanswered,
  unitOf,
} = require("../../applying/fields");
const { changeUnion } = require("../../applying/leaving");
const saving = require("../../applying/saving");
const { EDITABLE, statedIdentity, underWay } = require("../../applying/start");
const acting = require("../../behaviors/acting");
const reading = require("../../behaviors/reading");
const { typeSize } = require("../../behaviors/type-size");

const PLACES = {
  0: "/pages/application/review",
  [SIGNING]: "/pages/application/oath",
};

Page({
  behaviors: [typeSize, reading, acting, saving],
  data: {
    nothing: false,
    step: 0,
    title: "",
    fields: [],
    /** What the union asks to change, when it sent the application back. */
    correction: null,
    unfolded: false,
    /** The phone that is kept, masked; while it is being changed it is not shown. */
    phone: "",
    phoneWords: "",
    changing: false,
    /** Left a field without network: said, so that nobody counts on it. */
    unsaved: "",
    returns: false,
  },
  wanted: 0,
  /** The fields of this screen, and what the union said about them. */
  codes: /** @type {string[]} */ ([]),
  said: "",
  identity: /** @type {Wire.IdentityKept} */ (null),
  lists: /** @type {Wire.CodeList[]} */ ([]),

  /** `step`: 1 to 3, or nothing: where it was left. `back`: opened to change one thing, and then back again. */
  onLoad({ step = "", back = "" }) {
    this.wanted = Number(step);
    this.begin();
    this.setData({ returns: back === "1" });
  },

  onShow() {
    this.load();
  },

  onHide() {
    this.keep();
  },

  onUnload() {
    this.keep();
  },

  async read() {
    const [lists, application, identity] = await Promise.all([
      codeLists(),
      underWay(),
      statedIdentity(),
    ]);
    this.application = application;
    this.identity = identity;
    this.lists = lists.lists;
    if (!application || !identity) return { nothing: true };
    if (!EDITABLE.includes(application.status)) {
      wx.redirectTo({ url: "/pages/application/progress" });
      return {};
    }
    if (application.status === "returned" && !this.wanted) return this.asCorrection();
    const step = this.wanted || nextStep(application, identity);
    if (PLACES[step]) {
      wx.redirectTo({ url: PLACES[step] });
      return {};
    }
    return this.asStep(step);
  },

  asStep(step) {
    const { title, fields } = STEPS[step - 1];
    this.codes = fields.filter((code) => asks(code, this.identity));
    return { step, title, nothing: false, correction: null, ...this.drawn() };
  },

  asCorrection() {
    const asked = correction(this.application);
    this.codes = asked.codes;
    this.said = asked.said;
    return {
      step: 0,
      title: "工会请您改一改",
      nothing: false,
      correction: asked,
      ...this.drawn(asked.codes),
    };
  },

  /** The fields as they are drawn: what is typed goes before what is kept. */
  drawn(marked = []) {
    const kept = { ...this.application, phone: "" };
    if (!kept.unit_name) kept.unit_name = unitOf(kept);
    const fields = this.codes.map((code) => {
      const {
        list,
        label,
        hint = "",
        type = "text",
        maxlength = 120,
        optional = false,
      } = FIELDS[code];
      const choices = list ? this.lists.find(({ name }) => name === list).codes : [];
      const value = (code in this.typed ? this.typed[code] : kept[code]) || "";
      const note = marked.includes(code) ? this.said : "";
      return {
        code,
        label,
        hint,
        type: list ? "choice" : type,
        maxlength,
        optional,
        choices,
        value,
        note,
      };
    });
    const changing = this.data.changing || "phone" in this.typed || marked.includes("phone");
    return { fields, phone: this.application.phone, changing };
  },

  type(event) {
    const { code } = event.currentTarget.dataset;
    this.typed[code] = event.detail.value;
    if (FIELDS[code].list) this.setData(this.drawn(this.marked()));
  },

  /** A field that is left is saved; what the service says about it stands at the field. */
  async leave(event) {
    const { code } = event.currentTarget.dataset;
    const value = this.typed[code];
    if (value === undefined || (!value && FIELDS[code].missing)) return;
    try {
      await this.save({ [code]: value });
      this.setData({ [`faults.${code}`]: "", unsaved: "" });
    } catch (fault) {
      if (fault.unanswered) this.setData({ unsaved: fault.message });
      if (fault.fields[code]) this.setData({ [`faults.${code}`]: fault.fields[code] });
    }
  },

  marked() {
    return this.data.correction ? this.codes : [];
  },

  changePhone() {
    this.setData({ changing: true });
  },

  /** WeChat's phone button: its number goes from WeChat to the server and comes back masked. */
  takePhone(event) {
    const { code } = event.detail;
    if (!code) {
      return this.setData({ phoneWords: "没有取到微信手机号，没关系，请在下面自己填写。" });
    }
    let sent = false;
    return this.once(async () => {
      try {
        await verifyPhone(code);
      } catch (fault) {
        // A code serves once: when the answer was lost, the number may be there although the code is used up.
        if (!sent || fault.code !== "PHONE_CODE_INVALID") {
          sent = sent || Boolean(fault.unanswered);
          throw fault;
        }
      }
      this.application = await fillIn(this.application.id, { verified_phone: true });
      delete this.typed.phone;
      this.setData({ changing: false, phoneWords: "", phone: this.application.phone });
    });
  },

  /** Everything of this screen is saved together; what is missing is told before. */
  next() {
    return this.once(async () => {
      const facts = this.facts();
      const open = unanswered(this.codes, { ...this.application, ...facts }, this.identity);
      if (open.length) return this.tellMissing(open);
      await this.save(facts);
      this.setData({ ...this.drawn(this.marked()), unsaved: "" });
      this.goOn();
    });
  },

  /** What is typed, and the unit's name as it was proposed. */
  facts() {
    const facts = { ...this.typed };
    if (
      this.codes.includes("unit_name") &&
      !("unit_name" in facts) &&
      !this.application.unit_name
    ) {
      facts.unit_name = unitOf(this.application);
    }
    return facts;
  },

  tellMissing(open) {
    const faults = {};
    for (const code of open) faults[code] = FIELDS[code].missing;
    this.setData({ faults }, () =>
      wx.pageScrollTo({ selector: `#field-${open[0]}`, fail: () => undefined }),
    );
  },

  goOn() {
    const { correction: asked, returns, step } = this.data;
    if (returns) return wx.navigateBack();
    if (asked) return wx.navigateTo({ url: asked.signature ? PLACES[SIGNING] : PLACES[0] });
    const next = step + 1;
    wx.navigateTo({ url: PLACES[next] || `/pages/application/form?step=${next}` });
  },

  /** The step before: the page below, or in its place when he came straight here. */
  back() {
    const pages = getCurrentPages();
    const below = pages[pages.length - 2];
    const url = `/pages/application/form?step=${this.data.step - 1}`;
    if (below && below.data.step === this.data.step - 1) wx.navigateBack();
    else wx.redirectTo({ url });
  },

  unfold() {
    this.setData({ unfolded: !this.data.unfolded });
  },

  changeUnion() {
    return changeUnion(this, this.application.id);
  },

  open(event) {
    wx.navigateTo({ url: event.currentTarget.dataset.url });
  },

  toJoin() {
    wx.redirectTo({ url: "/pages/join/join" });
  },
});
