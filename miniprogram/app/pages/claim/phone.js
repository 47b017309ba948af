/** What the button「微信手机号」gave: a code to verify, or a sentence why there is none. Refusing is everybody's right. */
const REFUSED =
  "没有取到手机号。您可以不授权，用下面的其他方式；想授权的，请再点一次“微信手机号”。";
const USED_UP = "微信手机号现在不能用，请用其他方式。";
/** WeChat's number for «the county has no calls left». */
const NO_CALLS_LEFT = 1400001;

/** @param {{code?: string, errno?: number}} detail of the event getphonenumber */
function phoneCode({ code = "", errno }) {
  if (code) return { code, refused: "" };
  return { code, refused: errno === NO_CALLS_LEFT ? USED_UP : REFUSED };
}

module.exports = { phoneCode };
