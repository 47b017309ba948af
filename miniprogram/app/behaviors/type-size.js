/**
 * Larger type (大字): every length in the style sheets is in rem, and one rem follows WeChat's own setting
 * 「我 → 设置 → 通用 → 字体大小」, so that whoever set it there need not set it here again.
 */
const BASE = 16;
const LARGEST = 1.75;

/** One rem as a CSS length, from WeChat's fontSizeScaleFactor (1 is standard). */
function rootFontSize() {
  const { fontSizeScaleFactor = 1 } = wx.getAppBaseInfo();
  const factor = Math.min(Math.max(fontSizeScaleFactor, 1), LARGEST);
  return `${Math.round(BASE * factor * 10) / 10}px`;
}

/** For every page: `rootFontSize` for its page-meta. */
const typeSize = Behavior({
  data: { rootFontSize: `${BASE}px` },
  lifetimes: {
    attached() {
      this.setData({ rootFontSize: rootFontSize() });
    },
  },
});

module.exports = { rootFontSize, typeSize };
