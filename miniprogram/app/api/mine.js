/** 我的: what I can do now, what is kept about me, who looked at it, corrections. */
const { ask } = require("./session");

module.exports = {
  home: () => ask("GET", "/home"),
  me: () => ask("GET", "/me"),
  looks: () => ask("GET", "/me/looks"),
  corrections: () => ask("GET", "/me/corrections"),
  wantCorrection: (wanted) => ask("POST", "/me/corrections", wanted),
  withdrawCorrection: (id) => ask("POST", `/me/corrections/${id}/withdrawal`),
};
