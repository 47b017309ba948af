/** 本人: consents, the verified phone, the stated identity. */
const { ask } = require("./session");

module.exports = {
  consents: async () => (await ask("GET", "/consents")).consents,
  agree: (kind, version) => ask("POST", "/consents", { kind, version }),
  withdrawConsent: (kind) => ask("DELETE", `/consents/${kind}`),
  verifyPhone: (code) => ask("POST", "/phone", { code }),
  identity: () => ask("GET", "/identity"),
  stateIdentity: (stated) => ask("PUT", "/identity", stated),
};
