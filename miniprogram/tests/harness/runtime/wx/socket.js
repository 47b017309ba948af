// wx.connectSocket: the service has no sockets, so one leads nowhere; that there are five at once at most is played.
import { door, registry } from "./call.js";
import { limits, object, refusal } from "./strict.js";

const connected = new Set();

function connectSocket(options) {
  const closed = registry();
  const task = object("SocketTask", {
    onClose: closed.on,
    close: door("closeSocket", () => {
      connected.delete(task);
      closed.tell({});
    }),
  });
  const connect = door("connectSocket", () => {
    if (connected.size >= limits.sockets) throw refusal("too many");
    connected.add(task);
  });
  // A socket without callbacks is a task, never a promise.
  connect({ ...options, success: options.success || (() => undefined) });
  return task;
}

export default { connectSocket };
