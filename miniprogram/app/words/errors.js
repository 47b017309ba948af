module.exports = { FAULT: { message: "系统出了点问题。", next: "请稍后重试。" } };
