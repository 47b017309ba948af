const { unbind } = require("../../api/cards");
const { verifyPhone } = require("../../api/people");
const acting = require("../../behaviors/acting");
const reading = require("../../behaviors/reading");
const { typeSize } = require("../../behaviors/type-size");
const { go } = require("../../places");
const { phoneCode } = require("../claim/phone");
const { askToFreeze, confirmed } = require("./freezing");
const { ownCard } = require("./own");

const QUESTION = {
  title: "解除绑定？",
  content: "解除后，这个微信不能再出示这张卡，要重新激活才能用。解除和激活都会发消息通知您。",
  confirmText: "解除",
  cancelText: "先不解除",
};

Page({
  behaviors: [typeSize, reading, acting],
  data: { card: null, phone: "", ended: false, refused: "" },

  onShow() {
    this.load();
  },

  async read() {
    return { card: (await ownCard()).card };
  },

  /** The phone that WeChat verified just now is the proof; then the card is unbound at once. */
  provePhone(event) {
    const { code, refused } = phoneCode(event.detail);
    this.setData({ refused });
    if (!code) return undefined;
    return this.once(async () => {
      this.setData({ phone: (await verifyPhone(code)).phone });
      // A code serves once: trying again goes on from here.
      this.work = () => this.endBinding();
      await this.endBinding();
    });
  },

  unbind() {
    return this.once(() => this.endBinding());
  },

  async endBinding() {
    if (!(await confirmed(QUESTION))) return;
    try {
      await unbind();
    } catch (fault) {
      if (fault.code === "CARD_PHONE_NEEDED") this.setData({ phone: "" });
      // Nothing to unbind: an earlier attempt, whose answer was lost on the way, has done it.
      if (fault.code !== "CARD_MISSING") throw fault;
    }
    this.setData({ ended: true, card: null });
  },

  async freeze() {
    if (await askToFreeze()) this.load();
  },

  toClaim() {
    go("/pages/claim/claim");
  },
});
