const { codes: fetchCodes } = require("../../api/cards");
const { shown } = require("../../api/faults");
const { home: whatNow } = require("../../api/mine");
const { typeSize } = require("../../behaviors/type-size");
const reading = require("../../behaviors/reading");
const { county } = require("../../config");
const { follow, go } = require("../../places");
const { Codes } = require("./codes");
const { askToFreeze } = require("./freezing");
const { ownCard } = require("./own");
const screen = require("./screen");

const SECOND = 1000;
/** After a failure the codes are asked for again, but not every second. */
const PAUSE = 10 * SECOND;
/** More than this between two ticks: the phone slept, or its clock was set. */
const JUMP = 5 * SECOND;
/** The refusals of the codes that mean: the card is not what this page shows. */
const CHANGED = ["CARD_MISSING", "CARD_NOT_ACTIVE"];
const NO_NETWORK = "没有网络";
const NO_ANSWER = "连不上服务器";
const NO_CODE = { code: null, spent: false, offline: "", codeFault: null, captured: false };

/** What stands before 「还能出示」. */
const wordsFor = ({ code, unanswered }) =>
  unanswered ? (code === "OFFLINE" ? NO_NETWORK : NO_ANSWER) : "";

Page({
  behaviors: [typeSize, reading],
  data: { county, home: null, card: null, missing: null, number: "", ...NO_CODE },
  codes: /** @type {InstanceType<typeof Codes>} */ (null),
  warn: /** @type {() => void} */ (null),
  heed: /** @type {NetworkListener} */ (null),
  visible: false,
  timer: 0,
  ticked: 0,
  notBefore: 0,
  fetching: false,
  /** Why no codes come, in few words; empty while they do. */
  unreached: "",

  onLoad() {
    this.codes = new Codes();
    this.warn = () => this.setData({ captured: true });
    this.heed = (network) => this.hear(network);
  },

  onShow() {
    this.visible = true;
    this.resume();
    this.reload();
  },

  onHide() {
    this.rest();
  },

  onUnload() {
    this.rest();
  },

  /** A card is shown whatever becomes of the rest; without one, what to do now is all there is to show. */
  async read() {
    const asked = whatNow();
    asked.catch(() => undefined);
    const { card, missing } = await ownCard();
    const home = await (card ? asked.catch(() => this.data.home) : asked);
    const before = this.data.card;
    if (!card || card.status !== "active" || !before || before.number !== card.number) {
      this.codes.forget();
    }
    return { home, missing, card, number: card ? card.number.replace(/(.{4})(?=.)/g, "$1 ") : "" };
  },

  async reload() {
    await this.load();
    this.resume();
  },

  async again() {
    await this.retry();
    this.resume();
  },

  /** Show codes if there is a card in force and somebody looks; else let the phone be as it was. */
  resume() {
    const { card, fault } = this.data;
    if (!this.visible) return;
    if (fault || !card || card.status !== "active") {
      this.stop();
      return;
    }
    if (this.timer) return;
    screen.brighten();
    wx.onUserCaptureScreen(this.warn);
    wx.onNetworkStatusChange(this.heed);
    this.ticked = Date.now();
    this.notBefore = 0;
    this.unreached = "";
    this.timer = setInterval(() => this.tick(), SECOND);
    this.tick();
  },

  rest() {
    this.visible = false;
    this.stop();
  },

  stop() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    wx.offUserCaptureScreen();
    wx.offNetworkStatusChange(this.heed);
    screen.putBack();
    this.setData(NO_CODE);
  },

  /** The network went or came back: that is told at once, and codes are fetched again when it is time. */
  hear({ isConnected }) {
    this.unreached = isConnected ? "" : NO_NETWORK;
    this.notBefore = 0;
    if (isConnected) this.setData({ stale: "" });
    this.tick();
  },

  tick() {
    const now = Date.now();
    const passed = now - this.ticked;
    this.ticked = now;
    const jumped = passed < 0 || passed > JUMP;
    if (jumped) this.notBefore = 0;
    if (jumped || this.codes.runLow(now)) this.fetch();
    this.show(now);
  },

  show(now) {
    const code = this.codes.at(now);
    const minutes = this.codes.minutesLeft(now) || "不到 1";
    const why = this.unreached || (this.data.stale && NO_ANSWER);
    const offline = why ? `${why}，还能出示 ${minutes} 分钟` : "";
    this.setData({ code, offline, spent: this.codes.runOut(now) });
  },

  async fetch() {
    const askedAt = Date.now();
    if (this.fetching || askedAt < this.notBefore) return;
    this.fetching = true;
    try {
      this.codes.keep(await fetchCodes(), askedAt, Date.now());
      this.unreached = "";
      this.setData({ codeFault: null, stale: "" });
    } catch (fault) {
      this.notBefore = Date.now() + PAUSE;
      this.unreached = wordsFor(fault);
      this.setData({ codeFault: shown(fault) });
      if (CHANGED.includes(fault.code)) this.reload();
    } finally {
      this.fetching = false;
    }
    if (this.timer) this.show(Date.now());
  },

  refresh() {
    this.notBefore = 0;
    return this.fetch();
  },

  async freeze() {
    if (await askToFreeze()) this.reload();
  },

  follow(event) {
    follow(event.currentTarget.dataset.act);
  },

  toChecks() {
    go("/pages/card/checks");
  },

  toRecover() {
    go("/pages/card/recover");
  },

  toHelp() {
    go("/pages/help/help");
  },
});
