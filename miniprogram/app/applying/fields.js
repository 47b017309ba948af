/** 申请表: what is asked, on which of the steps, and where somebody goes on who comes back. */

/** `list` names the code list of a choice; `missing` is told when the answer is needed and empty. */
const FIELDS = {
  phone: { label: "手机号", type: "number", maxlength: 20, missing: "请填写手机号。" },
  address: { label: "现居住地", optional: true, hint: "写到街道、小区就行", maxlength: 120 },
  gender: { label: "性别", list: "gender", missing: "请选择性别。" },
  nationality: {
    label: "国籍",
    hint: "外国籍的，请改成自己的国家",
    maxlength: 40,
    missing: "请填写国籍。",
  },
  education: { label: "学历", list: "education", missing: "请选择学历。" },
  household: {
    label: "户籍类型",
    list: "household",
    hint: "看户口：在本县的选“本地”，在外县的选“外地”",
    missing: "请选择户籍类型。",
  },
  unit_name: { label: "所在单位", hint: "单位的全称", maxlength: 120, missing: "请填写所在单位。" },
  unit_uscc: {
    label: "单位的统一社会信用代码",
    optional: true,
    hint: "18 位，营业执照上有；不知道就不填",
    maxlength: 18,
  },
  employment: { label: "就业状况", list: "employment", missing: "请选择就业状况。" },
};

const STEPS = [
  { step: 1, title: "联系方式", fields: ["phone", "address"] },
  { step: 2, title: "个人情况", fields: ["gender", "nationality", "education", "household"] },
  { step: 3, title: "工作单位", fields: ["unit_name", "unit_uscc", "employment"] },
];
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
