/** What can go wrong between the phone and the service, in the words that a page shows: what happened, what to do now. */
const errors = require("../words/errors");

/** Of these the service said nothing (service/doors/cli/words.py has the words). */
const UNANSWERED = [
  "ANSWER_UNREADABLE",
  "CERTIFICATE",
  "DOMAIN",
  "INTERRUPTED",
  "METHOD",
  "OFFLINE",
  "QUEUE",
  "TIMEOUT",
  "UNREACHED",
];
/** Sent again, they would fail again. */
const HOPELESS = ["DOMAIN", "METHOD"];

/** A refusal of the service, or a failure on the way to it. */
class Fault extends Error {
  /**
   * @param {string} code
   * @param {{message?: string, next?: string, fields?: Record<string, string>, requestId?: string, status?: number}} [said]
   */
  constructor(code, said = {}) {
    super(code);
    const words = errors[code] || errors.FAULT;
    this.code = code;
    this.status = said.status || 0;
    this.message = said.message || words.message;
    this.next = said.next || words.next;
    this.fields = said.fields || {};
    this.requestId = said.requestId || "";
  }

  /** Whether nothing was said by the service: trying again may help, and may not do a thing twice. */
  get unanswered() {
    return UNANSWERED.includes(this.code);
  }

  /** Whether a button 「重试」 makes sense. */
  get retriable() {
    return (this.unanswered && !HOPELESS.includes(this.code)) || this.status >= 500;
  }
}

/** What a page needs to show a fault: plain data, for setData. */
function shown(fault) {
  const { code, message, next, fields, requestId } =
    fault instanceof Fault ? fault : new Fault("FAULT");
  return { code, message, next, fields, requestId };
}

module.exports = { Fault, shown };
