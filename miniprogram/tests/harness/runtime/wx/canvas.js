// A canvas as a file: what a drawn signature needs. It is read by the manager of files.
import { Fail, door } from "./call.js";

/** What was drawn, by the path of its file, as base64. */
export const drawn = new Map();

export default {
  canvasToTempFilePath: door(
    "canvasToTempFilePath",
    ({ canvas, fileType = "png", quality = 1, x = 0, y = 0, ...size }) => {
      if (!canvas) {
        throw new Fail('the harness knows only canvas type="2d": give the canvas itself');
      }
      const { width = canvas.width - x, height = canvas.height - y } = size;
      const { destWidth = width, destHeight = height } = size;
      const copy = Object.assign(document.createElement("canvas"), {
        width: destWidth,
        height: destHeight,
      });
      copy.getContext("2d").drawImage(canvas, x, y, width, height, 0, 0, destWidth, destHeight);
      const tempFilePath = `http://tmp/${drawn.size + 1}.${fileType}`;
      drawn.set(
        tempFilePath,
        copy.toDataURL(`image/${fileType === "jpg" ? "jpeg" : fileType}`, quality).split(",")[1],
      );
      return { tempFilePath };
    },
  ),
};
