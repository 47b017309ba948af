// What the phone itself is like, apart from the page: read and set through wx, seen by tests through harness.phone.
import { registry } from "./call.js";

export const phone = {
  /** What is wrong with the line to the service, as weixin/said.json calls it; empty when nothing is. */
  line: "",
  brightness: 0.5,
  keptOn: false,
  captureAllowed: true,
  vibrated: 0,
  clipboard: "",
  dialled: [],
  /** What lies in the folder of the mini-program, what its reader showed, what was sent to a chat. */
  files: {},
  documents: [],
  sent: [],
  toScan: [],
  captured: registry(),
  updated: registry(),
  versionApplied: false,
};
