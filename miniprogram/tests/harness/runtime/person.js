// Whose phone this is. The address says it (?who=…&phone=…&country=…&scale=…&base=…&system=…&version=…), so that several
// people can stand side by side in frames of one page; what each keeps is kept apart.
const asked = new URLSearchParams(location.search);

export const person = {
  /** The openid that WeChat gives this person in this mini-program. */
  who: asked.get("who") || "o-sample-nobody",
  /** The number that is bound to this person's WeChat; empty when none is. */
  phone: asked.get("phone") || "",
  /** The calling code of that number: 86, 852 … */
  country: asked.get("country") || "86",
  /** How the preview calls this person; a name means that other phones stand beside this one. */
  name: asked.get("name") || "",
  /** 「我 → 设置 → 通用 → 字体大小」 as a factor. */
  scale: Number(asked.get("scale") || 1),
  /** The base library of this phone's WeChat, and whether it is an Android or an iPhone. */
  base: asked.get("base") || "3.8.12",
  system: asked.get("system") || "android",
  /** Which of its versions WeChat opened: develop, trial or release. */
  version: asked.get("version") || "develop",
};

/** What the mini-program itself keeps stands under this prefix; what WeChat keeps of the person stands under the other. */
export const KEPT = `wx:${person.who}:`;
const KNOWN = `weixin:${person.who}`;

/** What WeChat remembers of the person between visits: agreed to the privacy contract, «always keep my choice». */
export function known() {
  return JSON.parse(localStorage.getItem(KNOWN) || "{}");
}

export function remember(more) {
  localStorage.setItem(KNOWN, JSON.stringify({ ...known(), ...more }));
}
