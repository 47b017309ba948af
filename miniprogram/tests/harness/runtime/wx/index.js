// wx.*: what our pages use, by topic, held to what WeChat says of it. Anything else throws by name, so that a page can
// count neither on what WeChat has not nor on what was never tried.
import { harness } from "../harness.js";
import { BUILT_IN_TAGS } from "../tags.js";
import canvas from "./canvas.js";
import device from "./device.js";
import files from "./files.js";
import life from "./life.js";
import login from "./login.js";
import { navigation } from "./navigation.js";
import network from "./network.js";
import privacy from "./privacy.js";
import { request } from "./request.js";
import scan from "./scan.js";
import selector from "./selector.js";
import socket from "./socket.js";
import storage from "./storage.js";
import { canIUse, described, has, strict } from "./strict.js";
import subscribe from "./subscribe.js";
import ui from "./ui.js";

const known = {
  request,
  ...canvas,
  ...device,
  ...files,
  ...life,
  ...login,
  ...navigation,
  ...network,
  ...privacy,
  ...scan,
  ...selector,
  ...socket,
  ...storage,
  ...subscribe,
  ...ui,
  nextTick: (work) => Promise.resolve().then(work),
  canIUse: (schema) => canIUse(schema, BUILT_IN_TAGS),
};

const doors = Object.fromEntries(
  Object.entries(known).map(([name, work]) => [
    name,
    typeof work === "function" ? strict(name, work) : work,
  ]),
);

export const wx = new Proxy(doors, {
  get(_, name) {
    if (typeof name === "symbol") return undefined;
    if (!has(described(name).since)) return undefined;
    if (!(name in doors)) throw new Error(`wx.${name} is not stubbed`);
    harness.calls.push(name);
    return doors[name];
  },
});
