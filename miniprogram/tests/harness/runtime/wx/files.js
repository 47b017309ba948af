// Files of the mini-program's own folder, WeChat's reader for documents, sending one to a chat.
import { ask } from "../dialogs.js";
import { Fail, door } from "./call.js";
import { drawn } from "./canvas.js";
import { phone } from "./phone.js";
import { object } from "./strict.js";

const FOLDER = "http://usr";

function written(filePath) {
  if (!(filePath in phone.files)) throw new Fail(`no such file or directory ${filePath}`);
  return phone.files[filePath];
}

const manager = object("FileSystemManager", {
  readFile: door("readFile", ({ filePath, encoding }) => {
    if (encoding !== "base64") throw new Fail("the harness reads files as base64 only");
    if (!drawn.has(filePath)) throw new Fail(`no such file or directory, open "${filePath}"`);
    return { data: drawn.get(filePath) };
  }),
  writeFileSync(filePath, data) {
    if (!filePath.startsWith(`${FOLDER}/`)) {
      throw new Error("only files of USER_DATA_PATH are written");
    }
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data);
    phone.files[filePath] = {
      bytes: bytes.length,
      begins: String.fromCharCode(...bytes.slice(0, 5)),
    };
  },
  unlinkSync(filePath) {
    written(filePath);
    delete phone.files[filePath];
  },
});

export default {
  env: { USER_DATA_PATH: FOLDER },
  getFileSystemManager: () => manager,
  openDocument: door("openDocument", ({ filePath, fileType }) => {
    const { begins } = written(filePath);
    if (fileType === "pdf" && begins !== "%PDF-") throw new Fail("filetype not supported");
    phone.documents.push(filePath);
  }),
  shareFileMessage: door("shareFileMessage", async ({ filePath, fileName }) => {
    written(filePath);
    const { value } = await ask({
      title: "发送给朋友",
      words: fileName,
      buttons: [{ text: "取消" }, { value: "send", text: "发送" }],
    });
    if (value !== "send") throw new Fail("cancel");
    phone.sent.push(fileName);
  }),
};
