// Passes one request on to another address of this machine, as it is.
import http from "node:http";

export function passOn(request, response, target, path) {
  const { host, hostname, port } = new URL(target);
  const headers = { ...request.headers, host };
  delete headers.connection;
  const onward = http.request(
    { hostname, port, path, method: request.method, headers },
    (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    },
  );
  // Nobody there: to the phone that is a line that breaks, not an answer.
  onward.on("error", () => response.destroy());
  response.on("close", () => onward.destroy());
  request.pipe(onward);
}
