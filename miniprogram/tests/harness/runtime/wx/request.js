// wx.request over the browser's fetch. The one address of the app's config.js is this page's own, whose server passes on.
import { Fail, door } from "./call.js";

const LONGEST = 60_000;
let service = "";

export function useService(baseUrl = "") {
  service = baseUrl;
}

export function request(options) {
  const stop = new AbortController();
  const failed = { words: "" };
  const end = (words) => {
    failed.words ||= words;
    stop.abort();
  };
  const timer = setTimeout(() => end("timeout"), options.timeout ?? LONGEST);
  const ask = door("request", async () => {
    try {
      return await exchange(options, stop.signal);
    } catch (error) {
      if (error instanceof Fail || !(error.name === "AbortError" || error instanceof TypeError)) {
        throw error;
      }
      throw new Fail(failed.words || brokenLine());
    } finally {
      clearTimeout(timer);
    }
  });
  // A request without callbacks is a task, never a promise.
  ask({
    success: options.success || (() => undefined),
    fail: options.fail,
    complete: options.complete,
  });
  return { abort: () => end("abort") };
}

/** As the network of an Android phone says it. */
function brokenLine() {
  const [code, name] = navigator.onLine
    ? [-101, "CONNECTION_RESET"]
    : [-106, "INTERNET_DISCONNECTED"];
  return `errcode:${code} cronet_error_code:${code} error_msg:net::ERR_${name}`;
}

async function exchange(
  { url, data, header = {}, method = "GET", dataType = "json", responseType = "text" },
  signal,
) {
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
  if (!service || !url.startsWith(`${service}/`)) throw new Fail("url not in domain list");
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
