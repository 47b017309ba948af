// What the phone itself is like, apart from the page: read and set through wx, seen by tests through harness.phone.
import { registry } from "./call.js";

export const phone = {
  /** What is wrong with the line to the service, as weixin/said.json calls it; empty when nothing is. */
  line: "",
  /** The light that the system gives, and the mini-program's own; none while it follows the system. */
  light: 0.5,
  ownLight: null,
  get brightness() {
    return this.ownLight ?? this.light;
  },
  /** Whether a selector gives the node of a canvas. */
  canvasNodes: true,
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
  /** Whether there is a camera that WeChat may use. */
  camera: true,
  captured: registry(),
  updated: registry(),
  versionApplied: false,
};
