const { codeLists, sign } = require("../../api/applications");
const { lastReturn } = require("../../applying/correction");
const { EDITABLE, underWay } = require("../../applying/start");
const acting = require("../../behaviors/acting");
const reading = require("../../behaviors/reading");
const { typeSize } = require("../../behaviors/type-size");

Page({
  behaviors: [typeSize, reading, acting],
  data: { oath: "", signed: false, drawing: false, blank: false, asked: "", returns: false },
  anew: false,
  version: "",

  /** `again`: the union asks for a new signature. `back`: opened to change this one thing. */
  onLoad({ again = "", back = "" }) {
    this.anew = again === "1";
    this.setData({ returns: back === "1" });
  },

  onShow() {
    this.load();
  },

  async read() {
    const [lists, application] = await Promise.all([codeLists(), underWay()]);
    if (!application || !EDITABLE.includes(application.status)) {
      wx.redirectTo({ url: "/pages/application/progress" });
      return {};
    }
    this.application = application;
    this.version = lists.oath_version;
    const { signed } = application;
    const drawing = this.data.drawing || !signed || this.anew;
    return { oath: lists.oath, signed, drawing, asked: this.anew ? said(application) : "" };
  },

  drawAgain() {
    this.setData({ drawing: true, blank: false });
  },

  writes() {
    if (this.data.blank) this.setData({ blank: false });
  },

  save() {
    const image = this.selectComponent("#signature").picture();
    this.setData({ blank: !image });
    if (!image) return undefined;
    return this.once(async () => {
      try {
        this.application = await sign(this.application.id, { image, oath_version: this.version });
      } catch (fault) {
        // A newer oath must be read before it is signed.
        if (fault.fields.oath_version) await this.load();
        throw fault;
      }
      this.anew = false;
      this.setData({ signed: true, drawing: false, asked: "" });
      this.goOn();
    });
  },

  goOn() {
    if (this.data.returns) wx.navigateBack();
    else wx.navigateTo({ url: "/pages/application/review" });
  },

  back() {
    if (getCurrentPages().length > 1) wx.navigateBack();
    else wx.redirectTo({ url: "/pages/application/form?step=3" });
  },
});

function said(application) {
  const { reason, remark } = lastReturn(application) || {};
  return remark || reason || "";
}
