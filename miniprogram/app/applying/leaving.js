/** 撤回: an application goes to one union; whoever wants another takes it back first, and is asked before. */
const { application, withdraw } = require("../api/applications");
const { surely } = require("../surely");

/** Take it back, once, also when the answer was lost. */
function takeBack(id) {
  return surely(
    () => withdraw(id),
    async () => {
      const now = await application(id);
      return now.status === "withdrawn" ? now : null;
    },
  );
}

/** @returns {Promise<boolean>} */
function confirmed(title, content, confirmText) {
  return new Promise((resolve) => {
    wx.showModal({
      title,
      content,
      confirmText,
      cancelText: "不撤回",
      success: ({ confirm }) => resolve(confirm),
      fail: () => resolve(false),
    });
  });
}

const confirmTakingBack = () =>
  confirmed("撤回这份申请？", "撤回以后工会不再办理。以后想入会，要重新填一份。", "撤回");

/** For a page with `once`: ask, take back, and look for another union. */
async function changeUnion(page, id) {
  const content = "一份申请只给一个工会。换工会要先撤回这一份，表要重新填。";
  if (!(await confirmed("换一个工会？", content, "撤回并换"))) return;
  await page.once(async () => {
    await takeBack(id);
    wx.reLaunch({ url: "/pages/join/join" });
  });
}

module.exports = { changeUnion, confirmTakingBack, takeBack };
