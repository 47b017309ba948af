/** 本人: consents, the verified phone, the stated identity. */
const { ask } = require("./session");

module.exports = {
  consents: async () => (await ask("GET", "/consents")).consents,
  /** @type {(kind: Wire.ConsentKind, version: string) => Promise<Wire.Agreed>} */
  agree: (kind, version) => ask("POST", "/consents", { kind, version }),
  /** @param {Wire.ConsentKind} kind */
  withdrawConsent: (kind) => ask("DELETE", `/consents/${kind}`),
  verifyPhone: (code) => ask("POST", "/phone", { code }),
  identity: () => ask("GET", "/identity"),
  /** @param {Wire.IdentityStated} stated */
  stateIdentity: (stated) => ask("PUT", "/identity", stated),
};
