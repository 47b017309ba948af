/** 入会申请: find the union, begin, fill in, sign, submit, withdraw. The draft lives on the server, sealed. */
const { ask } = require("./session");

module.exports = {
  codeLists: () => ask("GET", "/code-lists"),
  unionsNamed: async (name) =>
    (await ask("GET", `/unions?name=${encodeURIComponent(name)}`)).unions,
  unionsOfUnit: async (uscc) =>
    (await ask("GET", `/unions?uscc=${encodeURIComponent(uscc)}`)).unions,
  nearbyUnions: async () => (await ask("GET", "/unions/nearby")).unions,
  unionOfScene: (scene) => ask("GET", `/unions/by-scene/${encodeURIComponent(scene)}`),
  ownApplications: async () => (await ask("GET", "/applications")).applications,
  application: (id) => ask("GET", `/applications/${id}`),
  /** @param {Wire.ApplicationBegun} target */
  begin: (target) => ask("POST", "/applications", target),
  /** @type {(id: string, facts: Wire.ApplicationFacts) => Promise<Wire.ApplicationSeen>} */
  fillIn: (id, facts) => ask("PUT", `/applications/${id}/facts`, facts),
  /** @type {(id: string, drawn: Wire.SignatureDrawn) => Promise<Wire.ApplicationSeen>} */
  sign: (id, drawn) => ask("PUT", `/applications/${id}/signature`, drawn),
  /**
   * The key comes with the draft, so that pressing twice on a bad network submits once.
   *
   * @param {Pick<Wire.ApplicationSeen, "id" | "submission_key">} edition
   */
  submit: ({ id, submission_key: key }) =>
    ask("POST", `/applications/${id}/submission`, undefined, { "idempotency-key": key }),
  withdraw: (id) => ask("POST", `/applications/${id}/withdrawal`),
};
