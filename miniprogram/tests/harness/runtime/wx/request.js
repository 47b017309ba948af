// wx.request over the browser's fetch. The one address of the app's config.js is this page's own, whose server passes on.
import { hidden, shown } from "../app.js";
import { Fail, door } from "./call.js";
import { phone } from "./phone.js";
import { limits, object, refusal } from "./strict.js";

/** The requests that are under way, each with how it is ended. */
const underWay = new Set();
/** In the background for longer than WeChat lets requests live. */
let asleep = false;
let service = "";

export function useService(baseUrl = "") {
  service = baseUrl;
}

export function request(options) {
  const stop = new AbortController();
  const failed = {};
  const end = (no) => {
    failed.no ??= no;
    stop.abort();
  };
  const timer = setTimeout(
    () => end(refusal("timeout")),
    options.timeout ?? limits["request time"],
  );
  const ask = door("request", async () => {
    if (asleep) throw refusal("interrupted");
    if (underWay.size >= limits.requests) throw refusal("too many");
    underWay.add(end);
    try {
      return await exchange(options, stop.signal);
    } catch (error) {
      if (error instanceof Fail || !(error.name === "AbortError" || error instanceof TypeError)) {
        throw error;
      }
      throw failed.no || refusal(navigator.onLine ? "broken line" : "no network");
    } finally {
      clearTimeout(timer);
      underWay.delete(end);
    }
  });
  // A request without callbacks is a task, never a promise.
  ask({
    success: options.success || (() => undefined),
    fail: options.fail,
    complete: options.complete,
  });
  return object("RequestTask", { abort: () => end(new Fail("abort")) });
}

let falling;
hidden.on(() => {
  falling = setTimeout(() => {
    asleep = true;
    underWay.forEach((end) => end(refusal("interrupted")));
  }, limits.background);
});
shown.on(() => {
  clearTimeout(falling);
  asleep = false;
});

async function exchange(
  { url, data, header = {}, method = "GET", dataType = "json", responseType = "text" },
  signal,
) {
  if (phone.line) throw refusal(phone.line);
  const inQuery = method === "GET" && data && typeof data === "object";
  const address = here(url) + (inQuery ? `?${new URLSearchParams(data)}` : "");
  const body =
    inQuery || data === undefined || method === "GET"
      ? undefined
      : typeof data === "string"
        ? data
        : JSON.stringify(data);
  const answer = await fetch(address, {
    method,
    headers: { "content-type": "application/json", ...header },
    body,
    signal,
    cache: "no-store",
    credentials: "omit",
  });
  return {
    data:
      responseType === "arraybuffer"
        ? await answer.arrayBuffer()
        : read(await answer.text(), dataType),
    statusCode: answer.status,
    header: Object.fromEntries(answer.headers),
    cookies: [],
  };
}

/** WeChat asks only hosts that were registered; the harness knows one, the service's. */
function here(url) {
  if (!service || !url.startsWith(`${service}/`)) throw refusal("not in the domain list");
  return url.slice(service.length);
}

function read(text, dataType) {
  if (dataType !== "json") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
