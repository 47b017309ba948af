/** 我的: what I can do now, what is kept about me, who looked at it, corrections. */
const { ask, askFile } = require("./session");

module.exports = {
  home: () => ask("GET", "/home"),
  me: () => ask("GET", "/me"),
  looks: () => ask("GET", "/me/looks"),
  corrections: () => ask("GET", "/me/corrections"),
  wantCorrection: (wanted) => ask("POST", "/me/corrections", wanted),
  proof: () => askFile("/me/membership-proof"),
  copy: (wanted) => ask("POST", "/me/copy", wanted),
  copyOnPaper: (wanted) => askFile("/me/copy/paper", wanted),
  erasure: () => ask("GET", "/me/erasure"),
  wantErasure: () => ask("POST", "/me/erasure"),
  withdrawErasure: () => ask("DELETE", "/me/erasure"),
  withdrawCorrection: (id) => ask("POST", `/me/corrections/${id}/withdrawal`),
};
