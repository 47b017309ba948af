/** What can go wrong between the phone and the service, in the words that a page shows: what happened, what to do now. */
const errors = require("../words/errors");

const LOCAL = {
  OFFLINE: {
    message: "现在没有网络。",
    next: "请检查手机网络，再点“重试”。已经保存的内容都还在。",
  },
  TIMEOUT: { message: "网络太慢，没有等到回应。", next: "请换个信号好的地方，再点“重试”。" },
  ANSWER_UNREADABLE: {
    message: "服务器的回应读不出来。",
    next: "请稍后重试；仍然不行，请打县总工会电话。",
  },
};

/** A refusal of the service, or a failure on the way to it. */
class Fault extends Error {
  /**
   * @param {string} code
   * @param {{message?: string, next?: string, fields?: Record<string, string>, requestId?: string, status?: number}} [said]
   */
  constructor(code, said = {}) {
    super(code);
    const words = LOCAL[code] || errors[code] || errors.FAULT;
    this.code = code;
    this.status = said.status || 0;
    this.message = said.message || words.message;
    this.next = said.next || words.next;
    this.fields = said.fields || {};
    this.requestId = said.requestId || "";
  }

  /** Whether nothing was said by the service: trying again may help, and may not do a thing twice. */
  get unanswered() {
    return this.code in LOCAL;
  }
}

/** What a page needs to show a fault: plain data, for setData. */
function shown(fault) {
  const { code, message, next, fields, requestId } =
    fault instanceof Fault ? fault : new Fault("FAULT");
  return { code, message, next, fields, requestId };
}

module.exports = { Fault, shown };
