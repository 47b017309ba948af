// 画布: type 2d alone, which is the browser's own.
import { hostOf } from "../space.js";
import { builtIn } from "./builtin.js";

export default () => ({
  canvas: builtIn("canvas", {
    properties: { type: String, canvasId: String, disableScroll: Boolean },
    lifetimes: {
      created() {
        const host = hostOf(this);
        host.createImage = () => new Image();
      },
      attached() {
        if (this.data.type !== "2d") throw new Error('a canvas without type="2d" is not stubbed');
      },
    },
  }),
});
