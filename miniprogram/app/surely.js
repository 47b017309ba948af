/** Done once: whatever the network does, nothing is done twice, and nothing that was done is told as failed. */

/** One at a time: what was asked for is there already. */
const ALREADY = ["APPLICATION_ALREADY_OPEN", "TRANSFER_OPEN"];

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

module.exports = { surely };
