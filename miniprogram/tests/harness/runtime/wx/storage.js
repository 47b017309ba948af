// What the mini-program keeps on the phone: each person's apart, as each has a phone of their own.
import { KEPT } from "../person.js";
import { door } from "./call.js";
import { limits, refusal } from "./strict.js";

const keys = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(KEPT))
    .map((key) => key.slice(KEPT.length));
const get = (key) => {
  const kept = localStorage.getItem(KEPT + key);
  return kept === null ? "" : JSON.parse(kept);
};
const sizeOf = (text) => new TextEncoder().encode(text).length;
const kept = () => keys().reduce((sum, key) => sum + sizeOf(localStorage.getItem(KEPT + key)), 0);
function set(key, value) {
  const text = JSON.stringify(value);
  if (sizeOf(text) > limits["storage of one key"]) throw refusal("one key too large");
  const before = sizeOf(localStorage.getItem(KEPT + key) ?? "");
  if (kept() - before + sizeOf(text) > limits.storage) throw refusal("storage full");
  localStorage.setItem(KEPT + key, text);
}
const remove = (key) => localStorage.removeItem(KEPT + key);
const clear = () => keys().forEach(remove);
const info = () => ({
  keys: keys(),
  currentSize: Math.ceil(kept() / 1024),
  limitSize: limits.storage / 1024,
});

export default {
  getStorageSync: get,
  setStorageSync: set,
  removeStorageSync: remove,
  clearStorageSync: clear,
  getStorageInfoSync: info,
  getStorage: door("getStorage", ({ key }) => ({ data: get(key) })),
  setStorage: door("setStorage", ({ key, data }) => set(key, data)),
  removeStorage: door("removeStorage", ({ key }) => remove(key)),
};
