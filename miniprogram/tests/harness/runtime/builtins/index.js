// The built-in components of WeChat that our pages use. One that is not here is an unknown tag, which is an error.
import { space } from "../space.js";
import button from "./button.js";
import canvas from "./canvas.js";
import choices from "./choices.js";
import form from "./form.js";
import input from "./input.js";
import navigator from "./navigator.js";
import pageMeta from "./page-meta.js";
import picker from "./picker.js";
import plain from "./plain.js";
import pictures from "./pictures.js";
import scrollView from "./scroll-view.js";

/** Tag → place, for usingComponents of everything. */
export const places = {};
const behaviors = {};

export function register() {
  for (const room of [
    plain,
    button,
    canvas,
    choices,
    form,
    input,
    navigator,
    pageMeta,
    picker,
    pictures,
    scrollView,
  ]) {
    for (const [tag, place] of Object.entries(room())) places[tag] = `/${place}`;
  }
  behaviors["wx://form-field"] = space
    .behavior()
    .definition({ properties: { name: String, value: null } })
    .register();
  behaviors["wx://form-field-button"] = space.behavior().definition({}).register();
  behaviors["wx://component-export"] = space.behavior().definition({}).register();
}

/** A behavior as a component lists it: one of the app's own, or the name of one of WeChat's. */
export function behaviorOf(given) {
  if (typeof given !== "string") return given;
  if (!behaviors[given]) throw new Error(`behavior ${given} is not known to the harness`);
  return behaviors[given];
}

/** Whether a component has one of WeChat's behaviors. */
export const has = (component, name) => component.hasBehavior(behaviors[name]._$);
