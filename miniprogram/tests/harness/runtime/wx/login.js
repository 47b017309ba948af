// wx.login: a code for the person whose phone this is, from the simulated WeChat.
import { loginCode } from "../platform.js";
import { Fail, door } from "./call.js";

export default {
  login: door("login", async () => {
    try {
      return { code: await loginCode() };
    } catch {
      throw new Fail("", { errno: 600001 });
    }
  }),
  checkSession: door("checkSession", () => undefined),
};
