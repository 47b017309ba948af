const { looks } = require("../../api/mine");
const { typeSize } = require("../../behaviors/type-size");
const reading = require("../../behaviors/reading");
const { day, moment } = require("../../times");

Page({
  behaviors: [typeSize, reading],
  data: { looks: [], since: "" },

  onShow() {
    this.load();
  },

  async read() {
    const told = await looks();
    return {
      looks: told.looks.map((one, key) => ({ ...one, key, at: moment(one.at) })),
      since: day(told.since),
    };
  },
});
