/** 工作台扫码: a member of staff confirms, on the bound phone, what a browser asks. */
const { ask } = require("./session");

module.exports = {
  openScan: (scene) => ask("POST", "/staff-scans", { scene }),
  confirmScan: (id) => ask("POST", `/staff-scans/${id}/confirmation`),
  refuseScan: (id) => ask("POST", `/staff-scans/${id}/refusal`),
};
