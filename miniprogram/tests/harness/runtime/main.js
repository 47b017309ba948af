// The runtime of the harness: plays WeChat for one mini-program in one page of a browser. The app's own script calls
// `run` when it has been loaded.
import { boot } from "./boot.js";
import { harness } from "./harness.js";
import { wx } from "./wx/index.js";

globalThis.__harness = { run: boot };
globalThis.harness = harness;
globalThis.wx = wx;
