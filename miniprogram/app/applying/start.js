/** 开始申请: who applies, where to, and whether something is under way already. */
const { begin, ownApplications } = require("../api/applications");
const { identity } = require("../api/people");
const { surely } = require("../surely");

const UNDER_WAY = ["draft", "returned", "submitted", "checked", "referred"];
/** With the worker, who may change it. */
const EDITABLE = ["draft", "returned"];

/** The identity that was stated, masked, or null. */
async function statedIdentity() {
  try {
    return await identity();
  } catch (fault) {
    if (fault.code === "IDENTITY_MISSING") return null;
    throw fault;
  }
}

/** The application under way, of which there is at most one, or null. */
async function underWay() {
  return (await ownApplications()).find((one) => UNDER_WAY.includes(one.status)) || null;
}

/** @param {Wire.ApplicationBegun} target */
function start(target) {
  return surely(
    () => begin(target),
    async () => {
      const found = await underWay();
      return found && found.union.id === target.union_id ? found : null;
    },
  );
}

module.exports = { EDITABLE, UNDER_WAY, start, statedIdentity, underWay };
