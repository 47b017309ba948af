/** Where each act leads; the acts themselves, their titles and their order come from the service. */
const PLACES = {
  join: "/pages/join/join",
  continue: "/pages/application/form",
  progress: "/pages/application/progress",
  correct: "/pages/application/form",
  claim: "/pages/claim/claim",
  claim_progress: "/pages/claim/claim",
  show_card: "/pages/card/card",
  transfer: "/pages/transfer/transfer",
  answer_transfer: "/pages/transfer/transfer",
  recover_card: "/pages/card/recover",
  help: "/pages/help/help",
};
const TABS = ["/pages/home/home", "/pages/card/card", "/pages/mine/mine"];

/** Go to a page of this mini-program, whether or not it is a tab. */
function go(url) {
  if (TABS.includes(url)) wx.switchTab({ url });
  else wx.navigateTo({ url });
}

/** Do what the service offered. */
function follow(act) {
  go(PLACES[act]);
}

module.exports = { follow, go };
