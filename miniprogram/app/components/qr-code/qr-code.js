/**
 * A QR code, drawn on the phone: dark on white with the quiet zone of four modules that readers need, every module
 * a whole number of the screen's own pixels. Medium correction, as on the county's posters.
 */
const qrcode = require("../../vendor/qrcode");

const QUIET = 4;

Component({
  properties: {
    text: { type: String, value: "" },
    label: { type: String, value: "二维码" },
  },
  observers: {
    text() {
      this.draw();
    },
  },
  lifetimes: {
    ready() {
      this.draw();
    },
  },
  methods: {
    draw() {
      if (!this.data.text) return;
      const drawn = wx
        .createSelectorQuery()
        .in(this)
        .select("#code")
        .fields({ node: true, size: true });
      drawn.exec(
        ([found]) => found && found.node && paint(found.node, found.width, this.data.text),
      );
    },
  },
});

function paint(canvas, width, text) {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const modules = code.getModuleCount();
  const side = Math.floor(width * wx.getWindowInfo().pixelRatio);
  const cell = Math.floor(side / (modules + 2 * QUIET));
  const edge = Math.floor((side - cell * modules) / 2);
  canvas.width = side;
  canvas.height = side;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, side, side);
  pen.fillStyle = "#000000";
  for (let row = 0; row < modules; row += 1) {
    for (let column = 0; column < modules; column += 1) {
      if (code.isDark(row, column)) {
        pen.fillRect(edge + column * cell, edge + row * cell, cell, cell);
      }
    }
  }
}
