// The codes that phones show to each other. A page draws one through a component <qr-code text="…">; no camera is needed
// to know what it says. Phones that stand beside each other in the preview tell each other what they show.
import { person } from "./person.js";
import { callerOf } from "./space.js";

const ASKED_EVERY = 500;
let last = "";
/** The text of the code on the screen, or of the last one that stood there. */
export function drawnCode() {
  const shown = callerOf(document.querySelector("qr-code"))?.data.text;
  if (shown) last = shown;
  return last;
}

const others = new Map();
/** What other phones show: [{from, text}]. */
export const offered = () => [...others].map(([from, text]) => ({ from, text }));

if (person.name) {
  const air = new BroadcastChannel("codes");
  air.onmessage = ({ data: { from, text } }) => others.set(from, text);
  setInterval(() => {
    const text = drawnCode();
    if (text) air.postMessage({ from: person.name, text });
  }, ASKED_EVERY);
}
