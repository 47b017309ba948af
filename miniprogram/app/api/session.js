/**
 * The worker's session. The token is the only thing that this mini-program keeps on the phone; whatever is personal
 * lives on the server, sealed.
 */
const { faultBehind } = require("./causes");
const { exchange } = require("./wire");

const KEY = "session";
/** @type {Promise<string> | null} */
let underway = null;

/** The token on this phone, or an empty text. */
const token = () => wx.getStorageSync(KEY) || "";

/** Log in through WeChat, unless somebody just does; the token. */
function logIn() {
  if (token()) return Promise.resolve(token());
  if (!underway) {
    underway = openSession().finally(() => {
      underway = null;
    });
  }
  return underway;
}

async function openSession() {
  const code = await loginCode();
  const opened = await exchange("POST", "/sessions", { code });
  wx.setStorageSync(KEY, opened.token);
  return opened.token;
}

function loginCode() {
  return new Promise((resolve, reject) => {
    wx.login({
      success: ({ code }) => resolve(code),
      fail: (failed) => faultBehind(failed).then(reject),
    });
  });
}

/**
 * Ask the service as the person whose phone this is. A session that has ended is renewed silently, once, and the
 * same request is sent again, so that a form half filled in loses nothing.
 *
 * @template {Wire.Method} M
 * @template {string} P
 * @param {M} method
 * @param {Wire.Path<M, P>} path
 * @param {Wire.Door<M, P>["takes"]} [data]
 * @param {Record<string, string>} [header]
 * @returns {Promise<Wire.Door<M, P>["answers"]>}
 */
function ask(method, path, data, header = {}) {
  return asSomebody((authorized) => exchange(method, path, data, { ...header, ...authorized }));
}

/**
 * The same for a file.
 *
 * @param {string} path
 * @param {any} [data]
 * @returns {Promise<ArrayBuffer>} its bytes
 */
function askFile(path, data) {
  return asSomebody((authorized) => exchange("POST", path, data, authorized, "arraybuffer"));
}

async function asSomebody(send) {
  const used = await logIn();
  try {
    return await send({ authorization: `Bearer ${used}` });
  } catch (fault) {
    if (fault.code !== "SESSION_MISSING") throw fault;
    forget(used);
    return send({ authorization: `Bearer ${await logIn()}` });
  }
}

/** Forget a token that no longer serves, unless a newer one already took its place. */
function forget(used) {
  if (token() === used) wx.removeStorageSync(KEY);
}

/** Leave: the session ends on the server too. */
async function logOut() {
  const used = token();
  if (!used) return;
  await exchange("DELETE", "/sessions/current", undefined, {
    authorization: `Bearer ${used}`,
  }).catch(() => undefined);
  forget(used);
}

module.exports = { ask, askFile, logIn, logOut };
