// The keyboard, when a test wants one: it covers the lower part of the screen, and WeChat lifts the page so far that the
// line that is typed stands above it, with as much room below as the field asks for (cursor-spacing).
const SHARE = 0.45;
const element = (name) => document.querySelector(name);

export const keyboard = { wanted: false };

/** How high it would be. */
export const height = () => (keyboard.wanted ? Math.round(innerHeight * SHARE) : 0);

export function rise(field, { adjustPosition, cursorSpacing }) {
  if (!keyboard.wanted) return;
  const drawn = element("#keyboard") || document.body.appendChild(document.createElement("div"));
  Object.assign(drawn, { id: "keyboard" });
  drawn.dataset.harness = "";
  drawn.style.height = `${height()}px`;
  element("#page").style.transform = "";
  if (!adjustPosition) return;
  const box = field.getBoundingClientRect();
  const line = (box.top + box.bottom) / 2 + parseFloat(getComputedStyle(field).fontSize) * 0.6;
  const below = document.documentElement.scrollHeight - scrollY - box.bottom;
  const free = innerHeight - height();
  const lift = Math.max(0, line + Math.min(cursorSpacing, Math.max(below, 0)) - free);
  element("#page").style.transform = lift ? `translateY(-${lift}px)` : "";
}

export function sink() {
  element("#keyboard")?.remove();
  element("#page").style.transform = "";
}
