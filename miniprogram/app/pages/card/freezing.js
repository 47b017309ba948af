/** 冻结: asked twice, because going back takes a verified phone and a new claim. */
const { freeze } = require("../../api/cards");
const { shown } = require("../../api/faults");

const QUESTION = {
  title: "冻结这张卡？",
  content:
    "冻结后马上不能出示，别人手里的截图也没有用了。要恢复使用，需要用微信手机号解除绑定，再重新激活。",
  confirmText: "冻结",
  cancelText: "不冻结",
};

/** Ask, and freeze if so; whether the card is frozen now. What went wrong is told in a dialogue. */
async function askToFreeze() {
  if (!(await confirmed(QUESTION))) return false;
  try {
    await freeze();
    return true;
  } catch (fault) {
    const { message, next } = shown(fault);
    await confirmed({
      title: "还没有冻结",
      content: `${message}${next}`,
      showCancel: false,
      confirmText: "知道了",
    });
    return false;
  }
}

/** Whether a dialogue was answered with its main button. */
function confirmed({
  title,
  content,
  showCancel = true,
  cancelText = "取消",
  confirmText = "确定",
}) {
  return new Promise((resolve) => {
    wx.showModal({
      title,
      content,
      showCancel,
      cancelText,
      confirmText,
      success: ({ confirm }) => resolve(confirm),
      fail: () => resolve(false),
    });
  });
}

module.exports = { askToFreeze, confirmed };
