// What the mini-program keeps on the phone: each person's apart, as each has a phone of their own.
import { KEPT } from "../person.js";
import { door } from "./call.js";

const keys = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(KEPT))
    .map((key) => key.slice(KEPT.length));
const get = (key) => {
  const kept = localStorage.getItem(KEPT + key);
  return kept === null ? "" : JSON.parse(kept);
};
const set = (key, value) => localStorage.setItem(KEPT + key, JSON.stringify(value));
const remove = (key) => localStorage.removeItem(KEPT + key);
const clear = () => keys().forEach(remove);
const info = () => ({ keys: keys(), currentSize: 1, limitSize: 10240 });

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
