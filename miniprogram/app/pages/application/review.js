const { application: readApplication, codeLists, submit } = require("../../api/applications");
const { FIELDS, STEPS, asks } = require("../../applying/fields");
const { changeUnion } = require("../../applying/leaving");
const { EDITABLE, statedIdentity, underWay } = require("../../applying/start");
const { surely } = require("../../surely");
const acting = require("../../behaviors/acting");
const reading = require("../../behaviors/reading");
const { typeSize } = require("../../behaviors/type-size");
const subscribe = require("../../subscribe");

const IDENTITY = "/pages/identity/identity";

Page({
  behaviors: [typeSize, reading, acting],
  data: { union: null, groups: [], signed: false },
  edition: /** @type {Pick<Wire.ApplicationSeen, "id" | "submission_key">} */ (null),

  onLoad() {
    subscribe.ready("submit");
  },

  onShow() {
    this.load();
  },

  async read() {
    const [lists, application, identity] = await Promise.all([
      codeLists(),
      underWay(),
      statedIdentity(),
    ]);
    if (!application || !EDITABLE.includes(application.status)) {
      wx.redirectTo({ url: "/pages/application/progress" });
      return {};
    }
    // Kept for every try of this edition: a lost answer is asked for again under the same key.
    this.edition = { id: application.id, submission_key: application.submission_key };
    const { union, signed } = application;
    const groups = [
      whoGroup(identity, lists.lists),
      ...STEPS.map((one) => stepGroup(one, application, identity, lists.lists)),
    ];
    return { union, signed, groups };
  },

  open(event) {
    wx.navigateTo({ url: event.currentTarget.dataset.url });
  },

  changeUnion() {
    return changeUnion(this, this.edition.id);
  },

  /** WeChat asks in the tap itself; then the application is handed in, once. */
  submit() {
    if (this.doing) return undefined;
    const asked = subscribe.ask("submit");
    return this.once(async () => {
      await asked;
      await surely(
        () => submit(this.edition),
        async () => {
          const now = await readApplication(this.edition.id);
          return EDITABLE.includes(now.status) ? null : now;
        },
      );
      wx.reLaunch({ url: "/pages/application/progress?done=1" });
    });
  },
});

function whoGroup(identity, lists) {
  if (!identity) return { title: "身份", url: IDENTITY, facts: [] };
  return {
    title: "身份",
    url: IDENTITY,
    facts: [
      { code: "name", label: "姓名", value: identity.name },
      {
        code: "document_kind",
        label: "证件类型",
        value: word(lists, "document_kind", identity.document_kind),
      },
      { code: "id_number", label: "证件号码", value: identity.number },
    ],
  };
}

function stepGroup({ step, title, fields }, application, identity, lists) {
  const facts = fields
    .filter((code) => asks(code, identity))
    .map((code) => {
      const { label, list } = FIELDS[code];
      const value = application[code];
      return { code, label, value: (list ? word(lists, list, value) : value) || "没有填" };
    });
  return { title, url: `/pages/application/form?step=${step}&back=1`, facts };
}

function word(lists, name, code) {
  const found = lists.find((one) => one.name === name).codes.find((one) => one.code === code);
  return found ? found.label : "";
}
