// wx.*: what our pages use, by topic. Anything else throws by name, so that a page cannot count on what was never tried.
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
import storage from "./storage.js";
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
  ...storage,
  ...subscribe,
  ...ui,
  nextTick: (work) => Promise.resolve().then(work),
  canIUse: (what) => what.split(".")[0] in known || what.split(".")[0] in BUILT_IN_TAGS,
};

export const wx = new Proxy(known, {
  get(doors, name) {
    if (typeof name === "symbol") return undefined;
    if (!(name in doors)) throw new Error(`wx.${name} is not stubbed`);
    harness.calls.push(name);
    return doors[name];
  },
});
