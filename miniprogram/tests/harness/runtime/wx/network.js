// Whether there is a network: the browser's own word.
import { door, registry } from "./call.js";

const changed = registry();
const now = () => ({
  isConnected: navigator.onLine,
  networkType: navigator.onLine ? "wifi" : "none",
});
for (const type of ["online", "offline"]) addEventListener(type, () => changed.tell(now()));

export default {
  getNetworkType: door("getNetworkType", () => ({
    networkType: now().networkType,
    hasSystemProxy: false,
  })),
  onNetworkStatusChange: changed.on,
  offNetworkStatusChange: changed.off,
};
