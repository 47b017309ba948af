/**
 * The codes fetched ahead for ten minutes, and which of them is to be shown now. They live in memory alone: whoever
 * reads the phone later finds nothing. The service's clock decides; the phone's own may be wrong by any amount.
 */
const FETCH_AT = 5;

class Codes {
  constructor() {
    this.forget();
  }

  forget() {
    this.codes = [];
    this.offset = 0;
  }

  /**
   * Keep a batch. The service looked at its clock about halfway between asking and answering.
   *
   * @param {{server_time: string, codes: Array<{text: string, match_number: string, valid_from: string, valid_until: string}>}} batch
   * @param {number} askedAt the phone's clock, milliseconds
   * @param {number} answeredAt
   */
  keep({ server_time: serverTime, codes }, askedAt, answeredAt) {
    this.offset = Date.parse(serverTime) - (askedAt + answeredAt) / 2;
    this.codes = codes.map(
      ({ text, match_number: match, valid_from: from, valid_until: until }) => ({
        text,
        match,
        from: Date.parse(from),
        until: Date.parse(until),
      }),
    );
  }

  /** What the service's clock says while the phone's says ``now``. */
  served(now) {
    return now + this.offset;
  }

  /** The code to show now, the whole seconds until the next one, and how much of its time is left (100 to 0). */
  at(now) {
    const served = this.served(now);
    const code = this.codes.find(({ from, until }) => from <= served && served < until);
    if (!code) return null;
    const left = code.until - served;
    const part = Math.round((100 * left) / (code.until - code.from));
    return { text: code.text, match: code.match, seconds: Math.ceil(left / 1000), part };
  }

  /** Whether it is time to fetch more. */
  runLow(now) {
    const served = this.served(now);
    return this.codes.filter(({ until }) => served < until).length <= FETCH_AT;
  }

  /** Whether there was a batch, and its last code is over. */
  runOut(now) {
    return this.codes.length > 0 && this.codes.every(({ until }) => until <= this.served(now));
  }

  /** How many whole minutes can still be shown without network. */
  minutesLeft(now) {
    const last = this.codes[this.codes.length - 1];
    return last ? Math.max(0, Math.floor((last.until - this.served(now)) / 60000)) : 0;
  }
}

module.exports = { Codes };
