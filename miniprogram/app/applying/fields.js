/** 申请表: what is asked, on which of the steps, and where somebody goes on who comes back. */

/** `list` names the code list of a choice; `missing` is told when the answer is needed and empty. */
const FIELDS = require("../words/facts");

const TITLES = ["联系方式", "个人情况", "工作单位"];
const STEPS = TITLES.map((title, place) => ({
  step: place + 1,
  title,
  fields: Object.keys(FIELDS).filter((code) => FIELDS[code].step === place + 1),
}));
/** The last step, on a page of its own: oath and signature. */
const SIGNING = 4;

/** A number of eighteen places tells the gender; masks keep the length. */
const tellsGender = (identity) => identity.number.length === 18;

/** Whether this field is asked of somebody with this document. */
function asks(code, identity) {
  if (code === "gender") return !tellsGender(identity);
  return code !== "nationality" || identity.document_kind !== "resident";
}

/** Needed and not answered yet, in the order of the form. */
function unanswered(codes, facts, identity) {
  return codes.filter((code) => FIELDS[code].missing && asks(code, identity) && !facts[code]);
}

/** The step where somebody goes on: the first with something unanswered; then signing; then 0, all is there. */
function nextStep(application, identity) {
  const open = STEPS.find(({ fields }) => unanswered(fields, application, identity).length);
  if (open) return open.step;
  return application.signed ? 0 : SIGNING;
}

/** The step that asks a field; 0 for what stands elsewhere (name and document number). */
function stepOf(code) {
  const found = STEPS.find(({ fields }) => fields.includes(code));
  if (found) return found.step;
  return code === "signature" ? SIGNING : 0;
}

/** The unit as the name of its union tells it, to begin with. */
function unitOf({ union, unit_has_union: covered }) {
  if (!covered || union.kind !== "grassroots") return "";
  return union.name.replace(/(工会委员会|工会)(（[^）]*）)?$/, "");
}

module.exports = {
  FIELDS,
  SIGNING,
  STEPS,
  asks,
  nextStep,
  stepOf,
  tellsGender,
  unanswered,
  unitOf,
};
