const { agree, consents, withdrawConsent } = require("../../api/people");
const { logOut } = require("../../api/session");
const acting = require("../../behaviors/acting");
const { typeSize } = require("../../behaviors/type-size");
const reading = require("../../behaviors/reading");
const { dayOf } = require("../../times");

/** What a withdrawal ends and what stays, in full before anybody presses. */
const WITHDRAWAL = {
  identity: {
    ends:
      "您填写的身份信息马上销毁。没有办完的入会申请会撤回，填写的内容也销毁；没有办完的激活核验会结束。" +
      "以后要在网上办，需要重新同意、重新填写。",
    stays:
      "已经批准的会籍和惠工卡按规定保留。卡不想再用的，请到“惠工卡”冻结或解除绑定。更正申请照常办理。",
  },
  privacy: {
    ends:
      "您填写的身份信息和验证过的手机号马上销毁，对《敏感个人信息处理告知书》的同意一并撤回。" +
      "没有办完的入会申请会撤回，填写的内容也销毁；没有办完的激活核验会结束。所有手机上都会退出登录。",
    stays:
      "已经批准的会籍和惠工卡按规定保留。卡不想再用的，请先到“惠工卡”冻结或解除绑定。更正申请照常办理。",
  },
};

Page({
  behaviors: [typeSize, reading, acting],
  data: { consents: [], asked: "" },

  onShow() {
    this.load();
  },

  async read() {
    return { consents: (await consents()).map(inWords) };
  },

  /** The question stands below the notice, in full: what ends, what stays. */
  askWithdrawal({ currentTarget }) {
    this.setData({ asked: currentTarget.dataset.kind, problem: null });
  },
  keep() {
    this.setData({ asked: "" });
  },
  withdraw({ currentTarget }) {
    const { kind } = currentTarget.dataset;
    if (kind === "privacy") return this.once(leave);
    return this.change(() => withdrawConsent(kind));
  },
  agreeAgain({ currentTarget }) {
    const { kind, version } = currentTarget.dataset;
    return this.change(() => agree(kind, version));
  },

  /** Whatever came of it, what the service says now is shown. */
  change(act) {
    return this.once(async () => {
      await act().finally(() => this.load());
      this.setData({ asked: "" });
    });
  },
});

/** Without the privacy policy nobody stays logged in: every page closes, and no new session begins by itself. */
async function leave() {
  await withdrawConsent("privacy");
  await logOut();
  wx.reLaunch({ url: "/pages/mine/left" });
}

/** A notice with its state in words. */
function inWords(consent) {
  const { agreed, agreed_at: at, version, kind } = consent;
  const when = at ? `${dayOf(at)}同意` : "已同意";
  return {
    ...consent,
    state: agreed ? `${when}，版本 ${version}` : `没有同意，版本 ${version}`,
    withdrawal: WITHDRAWAL[kind],
  };
}
