/** The card of this WeChat account; to have none is a state, not a failure. */
const { card } = require("../../api/cards");
const { shown } = require("../../api/faults");

/** @returns {Promise<{card: any, missing: any}>} the card, or what the service says when there is none */
async function ownCard() {
  try {
    return { card: await card(), missing: null };
  } catch (fault) {
    if (fault.code !== "CARD_MISSING") throw fault;
    return { card: null, missing: shown(fault) };
  }
}

module.exports = { ownCard };
