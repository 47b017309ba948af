const { check } = require("../../api/cards");
const { Fault } = require("../../api/faults");
const acting = require("../../behaviors/acting");
const { typeSize } = require("../../behaviors/type-size");
const { go } = require("../../places");
const { second } = require("../../times");

/** What stands before the code in the address of a card's QR code. */
const BEFORE = "/v/";
const LONGEST = 200;
const NOT_SCANNED = {
  message: "这里打不开相机，没有扫成。",
  next: "请在手机微信里打开小程序，允许微信使用相机，再扫一次；或者请用微信首页的“扫一扫”。",
};
/** A colour never speaks alone: each verdict has its sign. */
const LOOKS = {
  valid: { look: "good", sign: "✓" },
  seen_before: { look: "wait", sign: "!" },
  suspended: { look: "stop", sign: "✕" },
  no_membership: { look: "stop", sign: "✕" },
  retained: { look: "stop", sign: "✕" },
  revoked: { look: "stop", sign: "✕" },
};

Page({
  behaviors: [typeSize, acting],
  data: { code: "", result: null, firstAt: "", servedAt: "", look: "", sign: "", invalid: false },

  /** `q` is the address of the code that WeChat's own scanner read. Looking at this page claims nothing yet. */
  onLoad({ q = "" }) {
    if (q) this.take(decoded(q));
  },

  /** WeChat's scanner, the camera alone: a picture from the album is a screenshot. */
  scan() {
    wx.scanCode({
      onlyFromCamera: true,
      scanType: ["qrCode"],
      success: ({ result }) => {
        this.take(result);
        if (this.data.code) this.check();
      },
      // Whoever closes the scanner has changed their mind; the page stays as it was.
      fail: ({ errMsg }) => {
        if (!/cancel/.test(errMsg)) this.setData({ problem: NOT_SCANNED, retriable: false });
      },
    });
  },

  /** The code in what was read; whatever else was read is no card of ours. */
  take(text) {
    const at = text.lastIndexOf(BEFORE);
    const code = at < 0 ? "" : text.slice(at + BEFORE.length);
    this.setData({ code, result: null, invalid: false, problem: null });
    if (!code || code.length > LONGEST) this.refuse(new Fault("CARD_CODE_INVALID"));
  },

  /** Asking again after a bad network is asking as the same person: the answer is the same. */
  check() {
    return this.once(async () => {
      try {
        const result = await check(this.data.code);
        const first = result.first_checked_at;
        const times = { servedAt: second(result.server_time), firstAt: first ? second(first) : "" };
        this.setData({ result, ...times, ...LOOKS[result.verdict] });
      } catch (fault) {
        if (fault.code !== "CARD_CODE_INVALID") throw fault;
        this.refuse(fault);
      }
    });
  },

  refuse(fault) {
    this.setData({ code: "", result: null, invalid: true });
    this.tell(fault);
  },

  toHome() {
    go("/pages/home/home");
  },
});

/** WeChat encodes the address once; what cannot be decoded is taken as it stands. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    return text;
  }
}
