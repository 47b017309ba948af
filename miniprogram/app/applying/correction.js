/** 补正: what the union asks to change in a returned application, and where each thing is changed. */
const { FIELDS, STEPS } = require("./fields");

const SIGN = "/pages/application/oath?again=1&back=1";
const IDENTITY = "/pages/identity/identity";

/** The last line of progress that says what to change. */
function lastReturn(application) {
  return [...application.steps].reverse().find(({ action }) => action === "send_back") || null;
}

/**
 * What is asked: `codes` are fields of the form in its order, `elsewhere` what is changed on other pages; `others` the
 * steps that need no change, folded. When no field was named, everything may be looked through.
 */
function correction(application) {
  const { reason, remark, fields } = lastReturn(application) || {
    reason: "",
    remark: "",
    fields: [],
  };
  const asked = fields.map(({ code }) => code);
  const codes = Object.keys(FIELDS).filter((code) => asked.includes(code));
  const elsewhere = fields
    .filter(({ code }) => !FIELDS[code])
    .map(({ code, words }) => ({ code, words, url: code === "signature" ? SIGN : IDENTITY }));
  const others = STEPS.map(({ step, title }) => ({
    title,
    url: `/pages/application/form?step=${step}&back=1`,
  }));
  // One thing asked: the union's words belong to it. Several: they are about all of them, and stand above once.
  const alone = asked.length === 1;
  const said = alone ? `工会请您改这一项：${remark || reason}` : "工会请您改这一项";
  const above = alone ? "" : remark;
  return {
    reason,
    above,
    said,
    codes,
    elsewhere,
    others,
    any: asked.length > 0,
    signature: !application.signed,
  };
}

module.exports = { correction, lastReturn };
