const { ownApplications } = require("../../api/applications");
const { lastReturn } = require("../../applying/correction");
const { confirmTakingBack, takeBack } = require("../../applying/leaving");
const { UNDER_WAY } = require("../../applying/start");
const acting = require("../../behaviors/acting");
const reading = require("../../behaviors/reading");
const { typeSize } = require("../../behaviors/type-size");
const subscribe = require("../../subscribe");
const { clock, day, today } = require("../../times");

const WILL_TELL = "有结果会发到您的微信，这一页也随时看得到。";
const WITH_UNION = ["submitted", "checked", "referred"];

Page({
  behaviors: [typeSize, reading, acting],
  data: {
    nothing: false,
    now: null,
    earlier: [],
    unfolded: false,
    mayAsk: false,
    askedWords: "",
    done: false,
  },

  /** `done`: he has just handed it in. */
  onLoad({ done = "" }) {
    this.setData({ done: done === "1" });
  },

  onShow() {
    this.load();
  },

  async read() {
    const [newest, ...earlier] = await ownApplications();
    if (!newest) return { nothing: true, now: null };
    if (WITH_UNION.includes(newest.status)) this.prepareAsking();
    const askedWords = subscribe.isAllowed("submit") ? WILL_TELL : this.data.askedWords;
    return { nothing: false, now: told(newest), earlier: earlier.map(told), askedWords };
  },

  async prepareAsking() {
    this.setData({ mayAsk: await subscribe.ready("submit") });
  },

  ask() {
    return subscribe.ask("submit").then((accepted) => {
      this.setData({ askedWords: accepted ? WILL_TELL : "没关系，结果在这一页随时看得到。" });
    });
  },

  async withdraw() {
    if (!(await confirmTakingBack())) return;
    await this.once(async () => {
      await takeBack(this.data.now.id);
      this.setData({ done: false });
      await this.load();
    });
  },

  unfold() {
    this.setData({ unfolded: !this.data.unfolded });
  },

  open(event) {
    wx.navigateTo({ url: event.currentTarget.dataset.url });
  },

  toHome() {
    wx.switchTab({ url: "/pages/home/home" });
  },
});

/** An application as it is told: the service's sentences, days for people, and what can be done. */
function told(application) {
  const {
    id,
    union,
    status,
    status_words: words,
    with_whom: who,
    due_on: due,
    steps,
  } = application;
  const last = steps[steps.length - 1];
  const waits = WITH_UNION.includes(status);
  const reason = [...steps].reverse().find((step) => step.action === "reject") || null;
  return {
    id,
    status,
    words,
    who,
    union: union.name,
    since: last ? clock(last.at) : "",
    due: waits ? day(due) : "",
    late: Boolean(waits && due && due < today()),
    underWay: UNDER_WAY.includes(status),
    waits,
    sentBack: status === "returned" ? lastReturn(application) : null,
    refused: status === "rejected" ? reason : null,
    decided: application.decided_on ? day(application.decided_on) : "",
    steps: steps.map((step, index) => line(step, index, steps.length)),
  };
}

function line({ words, reason, remark, fields, to_union: to, at }, index, count) {
  const more = [
    reason,
    remark,
    fields.length ? `请改：${fields.map((field) => field.words).join("、")}` : "",
    to,
  ];
  return {
    key: index,
    words,
    at: clock(at),
    more: more.filter(Boolean).join("。"),
    last: index === count - 1,
  };
}
