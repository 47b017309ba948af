// A canvas as a file, and reading that file: what a drawn signature needs.
import { Fail, door } from "./call.js";

const files = new Map();

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
      const tempFilePath = `http://tmp/${files.size + 1}.${fileType}`;
      files.set(
        tempFilePath,
        copy.toDataURL(`image/${fileType === "jpg" ? "jpeg" : fileType}`, quality).split(",")[1],
      );
      return { tempFilePath };
    },
  ),
  getFileSystemManager: () => ({
    readFile: door("readFile", ({ filePath, encoding }) => {
      if (encoding !== "base64") throw new Fail("the harness reads files as base64 only");
      if (!files.has(filePath)) throw new Fail(`no such file or directory, open "${filePath}"`);
      return { data: files.get(filePath) };
    }),
  }),
};
