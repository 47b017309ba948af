/** One HTTP exchange with the service; knows nothing of sessions. */
const { baseUrl, timeout } = require("../config");
const { faultBehind } = require("./causes");
const { Fault } = require("./faults");

/**
 * @param {Wire.Method} method
 * @param {string} path below /api
 * @param {any} [data] the JSON body
 * @param {Record<string, string>} [header]
 * @param {"text"|"arraybuffer"} [responseType] the bytes of a file, instead of JSON
 * @returns {Promise<any>} the JSON or the bytes of the answer; rejects with a Fault
 */
function exchange(method, path, data, header = {}, responseType = "text") {
  return new Promise((resolve, reject) => {
    wx.request({
      url: `${baseUrl}/api${path}`,
      method,
      // Written out here: wx.request would turn the data of a GET into a query.
      data: data === undefined ? undefined : JSON.stringify(data),
      header: { "content-type": "application/json", ...header },
      timeout,
      responseType,
      success: ({ statusCode, data: answer }) => {
        if (statusCode < 400) resolve(answer);
        else reject(refusal(statusCode, responseType === "text" ? answer : read(answer)));
      },
      fail: (failed) => faultBehind(failed).then(reject),
    });
  });
}

/** A refusal comes as JSON also where a file was asked for; WeChat has no TextDecoder everywhere. */
function read(bytes) {
  const codes = Array.from(
    new Uint8Array(bytes),
    (byte) => `%${byte.toString(16).padStart(2, "0")}`,
  );
  try {
    return JSON.parse(decodeURIComponent(codes.join("")));
  } catch {
    return null;
  }
}

function refusal(status, answer) {
  if (!answer || typeof answer !== "object" || !answer.code) {
    return new Fault("ANSWER_UNREADABLE", { status });
  }
  const { code, message, next, fields, request_id: requestId } = answer;
  return new Fault(code, { status, message, next, fields, requestId });
}

module.exports = { exchange };
