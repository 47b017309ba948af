const { codeLists } = require("../../api/applications");
const { claim, giveMessageCode, stateClaim, wantMessage } = require("../../api/cards");
const { home: whatNow } = require("../../api/mine");
const { consents, verifyPhone } = require("../../api/people");
const acting = require("../../behaviors/acting");
const reading = require("../../behaviors/reading");
const { typeSize } = require("../../behaviors/type-size");
const { go } = require("../../places");
const { ask, ready } = require("../../subscribe");
const { clock } = require("../../times");
const { phoneCode } = require("./phone");

/** How long to wait before looking again: often at first, when matching takes seconds; later the union takes days. */
const OFTEN = { every: 3000, times: 20 };
const SELDOM = 15000;
/** Kinds whose number is digits and perhaps an X: WeChat has a keyboard for them. */
const BY_DIGITS = ["resident", "hmt_resident"];

Page({
  behaviors: [typeSize, reading, acting],
  data: {
    /** consent, form, waiting, bound or closed */
    mode: "form",
    kinds: [],
    kind: /** @type {Wire.DocumentKind} */ ("resident"),
    keyboard: "idcard",
    name: "",
    number: "",
    phone: "",
    refused: "",
    claim: null,
    until: "",
    /** The six digits in two groups: easy to read out, and broken in the middle where they do not fit. */
    chairCode: "",
    asked: false,
    entering: false,
    code: "",
  },
  claimId: "",
  anew: false,
  visible: false,
  looked: 0,
  timer: 0,

  onLoad() {
    ready("claim");
  },

  onShow() {
    this.visible = true;
    this.looked = 0;
    // What is being typed stays: nothing is read anew under it.
    if (this.data.mode !== "form" || this.data.loading) this.reload();
  },

  onHide() {
    this.rest();
  },

  onUnload() {
    this.rest();
  },

  /** The claim that this page follows, or one that is under way, or the way to a new one. */
  async read() {
    if (this.claimId) return this.seen(await claim(this.claimId));
    const told = await whatNow();
    if (told.card && told.card.status !== "revoked") return { mode: "bound", claim: null };
    if (told.claim && !this.anew) return this.seen(await claim(told.claim.id));
    const [texts, { lists }] = await Promise.all([consents(), codeLists()]);
    const { agreed } = texts.find(({ kind }) => kind === "identity");
    return {
      mode: agreed ? "form" : "consent",
      kinds: lists.find(({ name }) => name === "document_kind").codes,
    };
  },

  /** What a claim says now, as this page shows it. */
  seen(told) {
    this.claimId = told.id;
    const chairCode = (told.chair_code || "").replace(/^(\d{3})/, "$1 ");
    return { claim: told, mode: told.state, until: clock(told.expires_at), chairCode };
  },

  async reload() {
    await this.load();
    this.follow();
  },

  async retryLoading() {
    await this.retry();
    this.follow();
  },

  /** Look again while the claim waits and somebody watches. */
  follow() {
    clearTimeout(this.timer);
    if (!this.visible || this.data.mode !== "waiting") return;
    this.timer = setTimeout(() => this.reload(), this.looked < OFTEN.times ? OFTEN.every : SELDOM);
    this.looked += 1;
  },

  rest() {
    this.visible = false;
    clearTimeout(this.timer);
  },

  toConsent() {
    this.setData({ problem: null });
    go("/pages/identity/identity?only=consent");
  },

  provePhone(event) {
    const { code, refused } = phoneCode(event.detail);
    this.setData({ refused });
    if (!code) return undefined;
    return this.once(async () => this.setData({ phone: (await verifyPhone(code)).phone }));
  },

  chooseKind(event) {
    const kind = event.detail.value;
    this.setData({ kind, keyboard: BY_DIGITS.includes(kind) ? "idcard" : "text" });
  },

  /** Kept while typing without telling the page: the field shows what was typed already. */
  type(event) {
    this.typed = { ...this.typed, [event.currentTarget.dataset.name]: event.detail.value };
  },

  state() {
    const { name = "", number = "" } = this.typed || {};
    this.setData({ name, number });
    const faults = missing(name, number);
    if (faults) return this.setData({ faults, problem: null });
    ask("claim");
    return this.once(async () => {
      const told = await this.stated({ name, document_kind: this.data.kind, number });
      // From here on they stand on the server, sealed; this page forgets them.
      this.typed = {};
      this.looked = 0;
      this.setData({
        ...this.seen(told),
        name: "",
        number: "",
        asked: false,
        entering: false,
        code: "",
      });
      wx.pageScrollTo({ scrollTop: 0, duration: 0 });
      this.follow();
    });
  },

  /** A consent that was withdrawn meanwhile is asked for again; what was typed is still there afterwards. */
  async stated(facts) {
    try {
      return await stateClaim(facts);
    } catch (fault) {
      if (fault.code === "CONSENT_MISSING") this.setData({ mode: "consent" });
      throw fault;
    }
  },

  wantMessage() {
    return this.once(async () => {
      await wantMessage(this.claimId);
      this.setData({ asked: true, entering: true });
    });
  },

  /** Whoever left the page to read the message comes back with the digits. */
  enterCode() {
    this.setData({ entering: true });
  },

  giveCode() {
    const { code = "" } = this.typed || {};
    this.setData({ code });
    if (!code.trim()) {
      return this.setData({ faults: { code: "请填写短信里的 6 位数字。" }, problem: null });
    }
    return this.once(async () => {
      try {
        this.setData(this.seen(await giveMessageCode(this.claimId, code.trim())));
      } catch (fault) {
        if (fault.code !== "CLAIM_CODE_WRONG") throw fault;
        this.setData({ faults: { code: `${fault.message}${fault.next}` } });
      }
      this.follow();
    });
  },

  /** Fill in again: the claim under way ends only when a new one is handed in. */
  startAgain() {
    clearTimeout(this.timer);
    this.claimId = "";
    this.anew = true;
    this.setData({ problem: null, faults: {} });
    return this.retryLoading();
  },

  toCard() {
    go("/pages/card/card");
  },

  toHome() {
    go("/pages/home/home");
  },
});

function missing(name, number) {
  const faults = {};
  if (!name.trim()) faults.name = "请照证件填写姓名。";
  if (!number.trim()) faults.number = "请填写证件号码。";
  return Object.keys(faults).length ? faults : null;
}
