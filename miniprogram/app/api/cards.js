/** 惠工卡: claim it, show it, freeze it, unbind it, and check somebody else's. */
const { ask } = require("./session");

module.exports = {
  /** @param {Wire.ClaimStated} stated */
  stateClaim: (stated) => ask("POST", "/card-claims", stated),
  claim: (id) => ask("GET", `/card-claims/${id}`),
  wantMessage: (id) => ask("POST", `/card-claims/${id}/text-message`),
  giveMessageCode: (id, code) => ask("POST", `/card-claims/${id}/verification`, { code }),
  card: () => ask("GET", "/card"),
  codes: () => ask("POST", "/card/codes"),
  freeze: () => ask("POST", "/card/suspension"),
  unbind: () => ask("DELETE", "/card/binding"),
  checks: async () => (await ask("GET", "/card/checks")).checked_at,
  /** A POST, never a GET: looking at a card uses its code up. */
  check: (code) => ask("POST", "/card-checks", { code }),
};
