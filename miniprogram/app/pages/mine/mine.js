const { typeSize } = require("../../behaviors/type-size");

Page({
  behaviors: [typeSize],
  data: {},
});
