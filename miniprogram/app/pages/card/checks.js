const { checks } = require("../../api/cards");
const { typeSize } = require("../../behaviors/type-size");
const reading = require("../../behaviors/reading");
const { go } = require("../../places");
const { clock, second } = require("../../times");
const { askToFreeze } = require("./freezing");
const { ownCard } = require("./own");

Page({
  behaviors: [typeSize, reading],
  data: { card: null, missing: null, checks: [] },

  onShow() {
    this.load();
  },

  async read() {
    const own = await ownCard();
    return { ...own, checks: own.card ? (await checks()).map(row) : [] };
  },

  async freeze() {
    if (await askToFreeze()) go("/pages/card/card");
  },

  toCard() {
    go("/pages/card/card");
  },
});

/** Seconds tell apart what was checked within one minute. */
function row(at) {
  return { at, words: `${clock(at).slice(0, -5)}${second(at)}` };
}
