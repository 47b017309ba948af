/**
 * 订阅消息: ask whether WeChat may send a message when there is news. `ready(moment)` on page load fetches what may be
 * asked; `ask(moment)` in the tap itself asks, because WeChat refuses anything later. Whatever fails is let go: the news
 * stands in the mini-program too.
 */
const { keepAnswers, templates } = require("./api/notices");

/** @type {Record<string, {template_id: string, title: string}[]>} */
const known = {};
/** Moments for which a message was allowed since the mini-program was opened. */
const allowed = {};

/**
 * @param {"submit"|"claim"|"card"|"correction"|"staff"} moment
 * @returns {Promise<boolean>} whether there is anything to ask
 */
async function ready(moment) {
  try {
    known[moment] = await templates(moment);
  } catch (fault) {
    known[moment] = known[moment] || [];
  }
  return known[moment].length > 0;
}

/**
 * To be called in the tap, before anything is awaited.
 *
 * @param {"submit"|"claim"|"card"|"correction"|"staff"} moment
 * @returns {Promise<boolean>} whether any message was allowed; never rejects
 */
function ask(moment) {
  const ids = (known[moment] || []).map((one) => one.template_id);
  if (!ids.length || !wx.requestSubscribeMessage) return Promise.resolve(false);
  return new Promise((resolve) => {
    wx.requestSubscribeMessage({
      tmplIds: ids,
      success: (answered) => {
        allowed[moment] = keep(ids, answered) || Boolean(allowed[moment]);
        resolve(allowed[moment]);
      },
      fail: () => resolve(false),
    });
  });
}

/** Tell the ledger what was answered, without waiting for it. */
function keep(ids, answered) {
  const answers = {};
  for (const id of ids) if (answered[id]) answers[id] = answered[id];
  if (Object.keys(answers).length) keepAnswers(answers).catch(() => undefined);
  // «acceptWithAudio» and whatever WeChat may add: what begins so is a yes.
  return Object.values(answers).some((one) => one.startsWith("accept"));
}

/** Whether a message was allowed already, so that nobody is asked twice for one thing. */
const isAllowed = (moment) => Boolean(allowed[moment]);

module.exports = { ask, isAllowed, ready };
