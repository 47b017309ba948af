/** A file from the service: shown or sent on by WeChat itself, and taken off the phone again when its page is left. */

/** @param {string} name */
const placeOf = (name) => `${wx.env.USER_DATA_PATH}/${name}`;

/**
 * @param {string} name
 * @param {string | ArrayBuffer} content
 */
function keep(name, content) {
  wx.getFileSystemManager().writeFileSync(placeOf(name), content, "utf8");
}

/** Show a PDF in WeChat's reader, from where it can be sent on or printed. */
async function open(name, bytes) {
  keep(name, bytes);
  await wx.openDocument({ filePath: placeOf(name), fileType: "pdf", showMenu: true });
}

/** Send a file to a chat; false when the person thought better of it. */
async function send(name, text) {
  keep(name, text);
  return wx
    .shareFileMessage({ filePath: placeOf(name), fileName: name })
    .then(() => true)
    .catch(() => false);
}

/** Nothing personal stays on the phone. */
function discard(name) {
  try {
    wx.getFileSystemManager().unlinkSync(placeOf(name));
  } catch {
    // It was never written.
  }
}

module.exports = { discard, open, send };
