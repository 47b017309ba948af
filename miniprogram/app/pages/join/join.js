const { nearbyUnions, unionOfScene, unionsNamed, unionsOfUnit } = require("../../api/applications");
const { shown } = require("../../api/faults");
const { home } = require("../../api/mine");
const { already } = require("../../applying/already");
const { changeUnion } = require("../../applying/leaving");
const { plain, sceneIn } = require("../../applying/scene");
const { unitOf } = require("../../applying/fields");
const { start, statedIdentity } = require("../../applying/start");
const { surely } = require("../../surely");
const { askFor, transfers } = require("../../api/transfers");
const acting = require("../../behaviors/acting");
const reading = require("../../behaviors/reading");
const { typeSize } = require("../../behaviors/type-size");

/** As many as the service lists for one name. */
const MOST = 20;
const USCC = /^[0-9A-Za-z]{18}$/;
const NOT_SCANNED = {
  message: "没有扫成。",
  next: "请对准工会二维码再扫一次；也可以在下面按名称查找。",
};
const NOT_OURS = {
  message: "这不是工会的入会二维码。",
  next: "请扫工会海报上的码；也可以按名称查找。",
};

Page({
  behaviors: [typeSize, reading, acting],
  data: {
    /** choose (three ways), townships, or union (chosen) */
    mode: "choose",
    already: null,
    /** A member chooses the union of his new unit. */
    moving: false,
    unitName: "",
    union: null,
    without: false,
    sought: "",
    found: null,
    foundWords: "",
    townships: [],
    filter: "",
    filtered: [],
  },
  scene: "",
  sought: "",

  /** From a 小程序码 comes a scene, from a plain code of ours its address. */
  onLoad({ scene, q }) {
    this.scene = scene ? plain(scene) : sceneIn(plain(q));
    this.sought = "";
  },

  onShow() {
    this.load();
  },

  async read() {
    const found = already(await home());
    if ((found && !found.movable) || !this.scene) return { already: found };
    const scene = this.scene;
    this.scene = "";
    try {
      return { already: found, mode: "union", without: false, union: await unionOfScene(scene) };
    } catch (fault) {
      if (fault.code === "UNION_CODE_INVALID") {
        return { already: found, problem: shown(fault), retriable: false };
      }
      this.scene = scene;
      throw fault;
    }
  },

  /** A member looks for the union of his new unit; from a union's code he is there already. */
  move() {
    this.setData({ moving: true });
    if (this.data.union) this.proposeUnit();
  },

  proposeUnit() {
    this.setData({
      unitName: unitOf({ union: this.data.union, unit_has_union: !this.data.without }),
    });
  },

  typeUnit(event) {
    this.setData({ unitName: event.detail.value });
  },

  /** Ask that the membership moves; when the answer was lost, the list of his transfers tells whether it is asked. */
  askToMove() {
    const { union, unitName } = this.data;
    return this.once(async () => {
      await surely(
        () => askFor({ union_id: union.id, unit_name: unitName.trim() }),
        async () =>
          (await transfers()).find((one) => one.may_withdraw && one.to_union === union.name) ||
          null,
      );
      wx.redirectTo({ url: "/pages/transfer/transfer" });
    });
  },

  go() {
    const { url, tab } = this.data.already;
    if (tab) wx.switchTab({ url });
    else wx.redirectTo({ url });
  },

  changeUnion() {
    return changeUnion(this, this.data.already.changeable);
  },

  typeSought(event) {
    this.sought = event.detail.value;
  },

  search() {
    const words = this.sought.trim();
    this.setData({ sought: this.sought, found: null });
    return this.once(async () => {
      const code = words.replace(/\s/g, "");
      const byCode = USCC.test(code);
      const found = byCode ? await unionsOfUnit(code) : await unionsNamed(words);
      this.setData({ found, foundWords: spoken(found, words, byCode) });
    });
  },

  scan() {
    this.setData({ problem: null });
    wx.scanCode({
      success: ({ path = "", result = "" }) => this.take(sceneIn(path) || sceneIn(result)),
      fail: ({ errMsg }) => {
        if (!/cancel/.test(errMsg)) this.setData({ problem: NOT_SCANNED, retriable: false });
      },
    });
  },

  take(scene) {
    if (!scene) return this.setData({ problem: NOT_OURS, retriable: false });
    return this.once(async () => {
      this.setData({ mode: "union", without: false, union: await unionOfScene(scene) });
      if (this.data.moving) this.proposeUnit();
    });
  },

  toTownships() {
    return this.once(async () => {
      const townships = await nearbyUnions();
      this.setData({ mode: "townships", townships, filtered: townships, filter: "" });
      wx.pageScrollTo({ scrollTop: 0, duration: 0 });
    });
  },

  filter(event) {
    const words = event.detail.value.trim();
    this.setData({
      filter: words,
      filtered: this.data.townships.filter(({ name }) => name.includes(words)),
    });
  },

  choose(event) {
    const { id, from } = event.currentTarget.dataset;
    const union = this.data[from].find((one) => one.id === id);
    this.setData({ mode: "union", union, without: from === "filtered", problem: null });
    if (this.data.moving) this.proposeUnit();
    wx.pageScrollTo({ scrollTop: 0, duration: 0 });
  },

  another() {
    this.setData({ mode: "choose", union: null, problem: null });
  },

  apply() {
    const { union, without } = this.data;
    return this.once(async () => {
      if (!(await statedIdentity())) {
        wx.navigateTo({
          url: `/pages/identity/identity?union=${union.id}${without ? "&without=1" : ""}`,
        });
        return;
      }
      await start({ union_id: union.id, unit_has_union: !without });
      wx.redirectTo({ url: "/pages/application/form?step=1" });
    });
  },
});

/** What was found, in one sentence. */
function spoken(found, words, byCode) {
  if (!found.length && byCode) {
    return "登记里还没有这个信用代码的单位。请按工会名称查找，或者选“我单位还没有工会”。";
  }
  if (!found.length) {
    return `没有找到名称里有“${words}”的工会。请少输几个字再找，或者选“我单位还没有工会”。`;
  }
  if (found.length >= MOST) return `先列出 ${MOST} 个。没有您的工会，请多输几个字再找。`;
  if (found.length > 1) return `找到 ${found.length} 个，请点您所在的工会。`;
  return "找到 1 个。是您所在的工会，就点它。";
}
