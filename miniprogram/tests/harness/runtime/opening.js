// How the mini-program was opened: the hash of the address is the path and query that WeChat got from a code or a link.
import { limits } from "./wx/strict.js";

const SCANNED_CODE = 1047;
const SCANNED_LINK = 1011;
const FROM_THE_LIST = 1001;

/** A path of the mini-program with its query. As in WeChat, values arrive as they were written: nobody decodes them. */
export function parsed(url) {
  const [path, search = ""] = url.replace(/^\//, "").split("?");
  const pairs = search
    .split("&")
    .filter(Boolean)
    .map((pair) => {
      const [name, ...value] = pair.split("=");
      return [name, value.join("=")];
    });
  return { path, query: Object.fromEntries(pairs) };
}

let options;
/** What wx.getLaunchOptionsSync answers. */
export function entered() {
  options ??= opened(location.hash.slice(1));
  return options;
}

function opened(hash) {
  const { path, query } = parsed(hash);
  if (decodeURIComponent(query.scene ?? "").length > limits.scene) {
    throw new Error(`WeChat draws no code with a scene of more than ${limits.scene} characters`);
  }
  const scene = query.scene ? SCANNED_CODE : query.q ? SCANNED_LINK : FROM_THE_LIST;
  return { path, query, scene, referrerInfo: {}, shareTicket: undefined, apiCategory: "default" };
}
