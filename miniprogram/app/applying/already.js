/** Before anybody fills in a form: he is a member already, or has an application under way. */
const { day } = require("../times");
const { EDITABLE, UNDER_WAY } = require("./start");

const PROVED = ["active", "retained"];

/** What stands there already and the way to it, from the answer of `home()`; null when he may begin. */
function already({ state, membership, application }) {
  if (membership) {
    // Only a card in force proves who asks: with one, a second application is a transfer (一次入会、动态接转).
    const proved = PROVED.includes(state);
    return {
      title: "您已经是工会会员",
      words: `您的会籍在${membership.union_name}，从${day(membership.started_on)}起。不用再申请。`,
      more: proved
        ? "换了单位的，点一下就能申请接转。"
        : "换了单位的，请联系您的工会办理会籍接转。",
      button: "回首页，看现在能做什么",
      url: "/pages/home/home",
      tab: true,
      changeable: "",
      movable: proved,
    };
  }
  if (!application || !UNDER_WAY.includes(application.status)) return null;
  const mine = EDITABLE.includes(application.status);
  return {
    title: mine ? "您有一份申请还没有交" : "您的申请正在办理",
    words: `申请加入：${application.union_name}。现在：${application.status_words}。`,
    more: mine ? "接着填就行，填过的都在。" : "不用再申请。想换一个工会，请先在“办理进度”里撤回。",
    changeable: mine ? application.id : "",
    movable: false,
    button: mine ? "接着填" : "看办理进度",
    url: mine ? "/pages/application/form" : "/pages/application/progress",
    tab: false,
  };
}

module.exports = { already };
