// Touches and taps, as WeChat tells them. One way in for finger, mouse and keyboard: the browser's pointer events become
// touches, its click becomes a tap (a click is also what Enter on a button does).
import { glassEasel } from "./space.js";

const LONG_PRESS = 350;
const SAME_PLACE = 10;
const longPressed = new WeakSet();
let down = null;
let lastClick = { at: null, time: 0 };

/** The framework says which elements are listened to; only a long press must know. */
const listened = new WeakMap();
export function heard(element, type) {
  if (!element) return;
  if (!listened.has(element)) listened.set(element, new Set());
  listened.get(element).add(type);
}

const isHeard = (element, types) => {
  for (let one = element; one; one = one.parentElement) {
    if (types.some((type) => listened.get(one)?.has(type))) return true;
  }
  return false;
};

/** Whether a tap is being handled right now: some of WeChat's doors open only then. */
export const gesture = { alive: false };
export function liveGesture() {
  gesture.alive = true;
  setTimeout(() => {
    gesture.alive = false;
  });
}

export function listen() {
  document.addEventListener("click", clicked, true);
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("pointerdown", began, true);
  document.addEventListener("pointermove", moved, true);
  document.addEventListener("pointerup", ended, true);
  document.addEventListener("pointercancel", cancelled, true);
}

function behind(target) {
  let element = target;
  while (element && !element.__wxElement) element = element.parentElement;
  return element;
}

function tell(element, type, event, detail) {
  const touches = [touchOf(event, element)];
  const over = type === "touchend" || type === "touchcancel" || type === "tap";
  glassEasel.triggerEvent(element.__wxElement, type, detail ?? {}, {
    originalEvent: event,
    bubbles: true,
    composed: true,
    capturePhase: true,
    extraFields: { touches: over && type !== "tap" ? [] : touches, changedTouches: touches },
  });
}

/** On a canvas a touch says where it is on the canvas. */
function touchOf(event, element) {
  const { clientX, clientY, pageX, pageY } = event;
  if (element.tagName !== "CANVAS") {
    return { identifier: 0, clientX, clientY, pageX, pageY, force: 1 };
  }
  const box = element.getBoundingClientRect();
  return {
    identifier: 0,
    x: clientX - box.left,
    y: clientY - box.top,
    clientX,
    clientY,
    pageX,
    pageY,
    force: 1,
  };
}

function clicked(event) {
  const element = behind(event.target);
  // What the harness itself draws (dialogs, bars) is not the mini-program's.
  if (!element || event.target.closest("[data-harness]") || element.closest("button:disabled")) {
    return;
  }
  if (longPressed.has(element)) {
    longPressed.delete(element);
    return;
  }
  // A click on a label comes a second time from the control inside it; the finger tapped once.
  const again =
    event.timeStamp - lastClick.time < 50 && event.target.closest("label")?.contains(lastClick.at);
  if (again && event.target !== lastClick.at && event.target.tagName === "INPUT") return;
  lastClick = { at: event.target, time: event.timeStamp };
  liveGesture();
  tell(element, "tap", event, { x: event.pageX, y: event.pageY });
}

/** What says it is a button or a link answers to the keyboard too. */
function pressed(event) {
  const element = event.target;
  if (event.key !== "Enter" && event.key !== " ") return;
  if (element.matches?.("wx-view[tabindex], wx-text[tabindex]")) {
    event.preventDefault();
    element.click();
  }
}

function began(event) {
  const element = behind(event.target);
  if (!element || event.target.closest("[data-harness]")) return;
  down = {
    element,
    x: event.clientX,
    y: event.clientY,
    timer: setTimeout(() => held(event), LONG_PRESS),
  };
  tell(element, "touchstart", event);
}

function held(event) {
  if (!down) return;
  if (isHeard(down.element, ["longpress", "longtap"])) longPressed.add(down.element);
  for (const type of ["longpress", "longtap"]) {
    tell(down.element, type, event, { x: event.pageX, y: event.pageY });
  }
}

function moved(event) {
  if (!down) return;
  if (Math.hypot(event.clientX - down.x, event.clientY - down.y) > SAME_PLACE) {
    clearTimeout(down.timer);
  }
  tell(down.element, "touchmove", event);
}

function ended(event) {
  lifted(event, "touchend");
}

function cancelled(event) {
  lifted(event, "touchcancel");
}

function lifted(event, type) {
  if (!down) return;
  clearTimeout(down.timer);
  const { element } = down;
  down = null;
  tell(element, type, event);
}
