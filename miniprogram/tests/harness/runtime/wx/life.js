// How the mini-program was opened, and what becomes of it.
import { app, hidden, shown } from "../app.js";
import { entered } from "../opening.js";
import { person } from "../person.js";
import { appid } from "../platform.js";
import { phone } from "./phone.js";
import { object } from "./strict.js";

const never = () => undefined;

export default {
  getLaunchOptionsSync: entered,
  getEnterOptionsSync: () => app.options || entered(),
  onAppShow: shown.on,
  offAppShow: shown.off,
  onAppHide: hidden.on,
  offAppHide: hidden.off,
  getAccountInfoSync: () => ({
    miniProgram: { appId: appid, envVersion: person.version, version: "" },
  }),
  getUpdateManager: () =>
    object("UpdateManager", {
      onCheckForUpdate: never,
      onUpdateReady: phone.updated.on,
      onUpdateFailed: never,
      applyUpdate: () => {
        phone.versionApplied = true;
      },
    }),
};
