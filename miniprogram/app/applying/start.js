/** 开始申请: who applies, where to, and whether something is under way already. */
const { begin, ownApplications } = require("../api/applications");
const { identity } = require("../api/people");

const UNDER_WAY = ["draft", "returned", "submitted", "checked", "referred"];
/** With the worker, who may change it. */
const EDITABLE = ["draft", "returned"];
/** One at a time: what was asked for is there already. */
const ALREADY = ["APPLICATION_ALREADY_OPEN", "TRANSFER_OPEN"];

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

/**
 * Do it; when no answer came, look whether it was done after all, so that nothing is done twice and nobody is told
 * that it failed when it did not.
 *
 * @param {() => Promise<any>} act
 * @param {() => Promise<any>} look what came of it, or null
 */
async function surely(act, look) {
  try {
    return await act();
  } catch (fault) {
    if (!fault.unanswered && !ALREADY.includes(fault.code)) throw fault;
    const done = await look().catch(() => null);
    if (!done) throw fault;
    return done;
  }
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

module.exports = { EDITABLE, UNDER_WAY, start, statedIdentity, surely, underWay };
