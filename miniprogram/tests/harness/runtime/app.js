// The one App of the mini-program, and its coming to the front and going to the back.
import { registry } from "./wx/call.js";

export const shown = registry();
export const hidden = registry();

export const app = {
  instance: undefined,
  front: true,
  options: undefined,

  launch(options) {
    this.options = options;
    this.call("onLaunch", options);
    this.call("onShow", options);
    document.addEventListener("visibilitychange", () =>
      this.turn(document.visibilityState === "visible"),
    );
  },

  /** To the front or to the back; twice the same is once. */
  turn(front) {
    if (front === this.front) return;
    this.front = front;
    this.call(front ? "onShow" : "onHide", this.options);
    (front ? shown : hidden).tell(this.options);
    this.turned?.(front);
  },

  call(name, ...given) {
    return this.instance?.[name]?.(...given);
  },
};

export function defineApp(definition) {
  app.instance = Object.assign(Object.create(definition), definition);
}
