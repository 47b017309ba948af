/** Why no answer came, told apart: what is to be done about it differs, and who can do it. */
const { Fault } = require("./faults");

/** WeChat's numbers (errno), where a phone gives them. */
const NUMBERS = { 5: "TIMEOUT", 600002: "DOMAIN", 600003: "INTERRUPTED", 600007: "QUEUE" };
/** Its words, and those of Chromium (Android) and of iOS behind it; the first that fits. */
/** @type {[RegExp, string][]} */
const WORDS = [
  [/not in domain list|domain list/i, "DOMAIN"],
  [/method is invalid|parameter error/i, "METHOD"],
  [/interrupted/i, "INTERRUPTED"],
  [/exceed max task count/i, "QUEUE"],
  [/ERR_CERT|ERR_SSL|code:-2\d\d\b|ssl|tls|certificate|证书/i, "CERTIFICATE"],
  [/ERR_INTERNET_DISCONNECTED|code:-106\b|appears to be offline|断开与互联网/i, "OFFLINE"],
  [/time(d)? ?out|ERR_TIMED_OUT|ERR_CONNECTION_TIMED_OUT|请求超时/i, "TIMEOUT"],
];

/** @param {{errMsg?: string, errno?: number}} failed what WeChat gave to `fail`; the code of a fault, or nothing */
function told({ errMsg = "", errno }) {
  const [, code] = WORDS.find(([words]) => words.test(errMsg)) || [];
  return code || NUMBERS[errno];
}

/**
 * The fault behind a failed call of WeChat. A line that broke without saying why is asked of the phone: without any
 * network it is that, else the server could not be reached.
 *
 * @param {{errMsg?: string, errno?: number}} failed
 * @returns {Promise<Error>}
 */
function faultBehind(failed) {
  const code = told(failed);
  if (code) return Promise.resolve(new Fault(code));
  return new Promise((resolve) => {
    wx.getNetworkType({
      success: ({ networkType }) =>
        resolve(new Fault(networkType === "none" ? "OFFLINE" : "UNREACHED")),
      fail: () => resolve(new Fault("UNREACHED")),
    });
  });
}

module.exports = { faultBehind };
