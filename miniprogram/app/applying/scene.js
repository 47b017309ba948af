/** 工会二维码: what a code of a union holds, whichever of the two kinds it is. */

/** The parameter of a union in the path of a 小程序码 or in the address of a plain code, or an empty text. */
function sceneIn(read) {
  const found = /[?&]scene=([^&#]+)/.exec(read) || /\/join\/([^/?#]+)/.exec(read);
  return found ? plain(found[1]) : "";
}

/** Undo the percent signs; a text that is not well written stays as it is. */
function plain(text) {
  try {
    return decodeURIComponent(text || "");
  } catch (fault) {
    return text;
  }
}

module.exports = { plain, sceneIn };
