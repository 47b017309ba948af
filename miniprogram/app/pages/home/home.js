const { home } = require("../../api/mine");
const { typeSize } = require("../../behaviors/type-size");
const reading = require("../../behaviors/reading");
const { follow, go } = require("../../places");
const { clock, day } = require("../../times");

Page({
  behaviors: [typeSize, reading],
  data: { home: null, facts: [] },

  onShow() {
    this.load();
  },

  onPullDownRefresh() {
    this.load().finally(() => wx.stopPullDownRefresh());
  },

  async read() {
    const told = await home();
    return { home: told, facts: factsOf(told) };
  },

  follow(event) {
    follow(event.currentTarget.dataset.act);
  },

  toMessages() {
    go("/pages/messages/messages");
  },

  toVerify() {
    go("/pages/verify/verify");
  },

  call() {
    // Whoever presses «cancel» in the phone's own question has failed nothing.
    wx.makePhoneCall({ phoneNumber: this.data.home.county.phone, fail: () => undefined });
  },
});

/** Who has it and until when: what is under way, as names and values. */
function factsOf({ application, claim, card, membership }) {
  const facts = [];
  if (application && !membership) {
    facts.push(["申请加入", application.union_name], ["现在", application.status_words]);
    if (application.with_whom) facts.push(["由谁办理", application.with_whom]);
    if (application.since) facts.push(["时间", clock(application.since)]);
    if (application.due_on) {
      const late = application.overdue ? "，已超过" : "";
      facts.push(["应在", `${day(application.due_on)}前办完${late}`]);
    }
  }
  if (membership) {
    facts.push(["您的工会", membership.union_name], ["会籍开始", day(membership.started_on)]);
  }
  if (claim) facts.push(["激活核验", claim.state_words], ["有效到", clock(claim.expires_at)]);
  if (card) facts.push(["惠工卡", card.status_words]);
  return facts.filter(([, value]) => value).map(([name, value]) => ({ name, value }));
}
