/** 消息: the inbox, and the grants for WeChat's subscribe messages. */
const { ask } = require("./session");

module.exports = {
  notices: async () => (await ask("GET", "/notices")).notices,
  read: (id) => ask("POST", `/notices/${id}/reading`),
  /** @param {"submit"|"claim"|"card"|"correction"|"staff"} moment */
  templates: async (moment) => (await ask("GET", `/notices/templates?moment=${moment}`)).templates,
  keepAnswers: (answers) => ask("POST", "/notices/grants", { answers }),
};
