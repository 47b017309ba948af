/** 会籍接转: a member with a card in force asks that his membership moves to another union. */
const { ask } = require("./session");

module.exports = {
  transfers: async () => (await ask("GET", "/transfers")).transfers,
  /** @param {Wire.TransferAsked} wanted */
  askFor: (wanted) => ask("POST", "/transfers", wanted),
  agreeToTransfer: (id) => ask("POST", `/transfers/${id}/agreement`),
  declineTransfer: (id) => ask("POST", `/transfers/${id}/refusal`),
  withdrawTransfer: (id) => ask("POST", `/transfers/${id}/withdrawal`),
};
