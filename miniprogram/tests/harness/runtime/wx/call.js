// How WeChat's asynchronous calls answer: success or fail, then complete, never at once; a promise when no callback is given.

/** A door of wx: `work(options)` answers what success gets, or throws `Fail`. */
export function door(name, work) {
  return (options = {}) => {
    const { success, fail, complete } = options;
    const done = Promise.resolve()
      .then(() => work(options))
      .then(
        (answer) => ({ good: true, result: { errMsg: `${name}:ok`, ...answer } }),
        (error) => {
          if (!(error instanceof Fail)) throw error;
          return {
            good: false,
            result: { ...error.more, errMsg: `${name}:fail ${error.message}`.trimEnd() },
          };
        },
      );
    if (!success && !fail && !complete) {
      return done.then(({ good, result }) => (good ? result : Promise.reject(result)));
    }
    done.then(({ good, result }) => {
      (good ? success : fail)?.(result);
      complete?.(result);
    });
    return undefined;
  };
}

/** WeChat says no, in its own words. */
export class Fail extends Error {
  constructor(message, more = {}) {
    super(message);
    this.more = more;
  }
}

/** wx.onX and wx.offX of one thing that happens. */
export function registry() {
  const listeners = new Set();
  return {
    on: (listener) => {
      listeners.add(listener);
    },
    off: (listener) => {
      if (listener) listeners.delete(listener);
      else listeners.clear();
    },
    tell: (what) => [...listeners].forEach((listener) => listener(what)),
    get empty() {
      return listeners.size === 0;
    },
  };
}
