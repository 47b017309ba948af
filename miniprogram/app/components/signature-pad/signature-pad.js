/**
 * 签名板: a finger writes thick, smooth lines; `ink` is the event of each. `picture()` is the drawing as a PNG data URL,
 * or an empty text while there is hardly any ink. The drawing stays until 重写. A phone that gives no canvas says so.
 */
const WIDEST = 800;
const LINE = 4.5;
/** Less ink than this, in CSS pixels of line, is a slip of the finger. */
const ENOUGH = 60;

Component({
  properties: { label: { type: String, value: "签名板" } },
  data: { inked: false, missing: false },
  lifetimes: {
    attached() {
      this.ink = 0;
      this.last = null;
    },
    ready() {
      wx.createSelectorQuery()
        .in(this)
        .select("#pad")
        .fields({ node: true, size: true })
        .exec(([found]) => {
          if (found && found.node) this.prepare(found);
          else this.setData({ missing: true });
        });
    },
  },
  methods: {
    /** As fine as the screen, but never wider than the service keeps. */
    prepare({ node, width, height }) {
      const { pixelRatio } = wx.getWindowInfo();
      const scale = Math.min(pixelRatio || 1, WIDEST / width);
      node.width = Math.round(width * scale);
      node.height = Math.round(height * scale);
      const pen = node.getContext("2d");
      pen.scale(scale, scale);
      Object.assign(pen, { lineWidth: LINE, lineCap: "round", lineJoin: "round" });
      pen.strokeStyle = "#000000";
      this.canvas = node;
      this.pen = pen;
      this.size = { width, height };
    },

    start({ touches }) {
      const { x, y } = touches[0];
      this.last = { x, y, midX: x, midY: y };
    },

    /** From the middle of the last piece to the middle of this one, bent at the point between: no corners. */
    move({ touches }) {
      if (!this.pen || !this.last) return;
      const { x, y } = touches[0];
      const { last, pen } = this;
      const midX = (last.x + x) / 2;
      const midY = (last.y + y) / 2;
      pen.beginPath();
      pen.moveTo(last.midX, last.midY);
      pen.quadraticCurveTo(last.x, last.y, midX, midY);
      pen.stroke();
      this.ink += Math.hypot(x - last.x, y - last.y);
      this.last = { x, y, midX, midY };
    },

    end() {
      if (this.pen && this.last) {
        this.pen.beginPath();
        this.pen.moveTo(this.last.midX, this.last.midY);
        this.pen.lineTo(this.last.x, this.last.y);
        this.pen.stroke();
      }
      this.last = null;
      if (this.ink === 0) return;
      this.setData({ inked: true });
      this.triggerEvent("ink");
    },

    clear() {
      if (this.pen) this.pen.clearRect(0, 0, this.size.width, this.size.height);
      this.ink = 0;
      this.setData({ inked: false });
    },

    picture() {
      return this.canvas && this.ink >= ENOUGH ? this.canvas.toDataURL("image/png", 1) : "";
    },
  },
});
