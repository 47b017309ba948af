// The doors around the privacy gate; the gate itself stands in ../privacy.js.
import { CONTRACT, allowed, hasAgreed, listenForNeed, showContract } from "../privacy.js";
import { door } from "./call.js";
import { refusal } from "./strict.js";

/** What a door says when the person did not agree. */
export const notAuthorized = () => refusal("privacy refused");

export default {
  getPrivacySetting: door("getPrivacySetting", () => ({
    needAuthorization: !hasAgreed(),
    privacyContractName: CONTRACT,
  })),
  openPrivacyContract: door("openPrivacyContract", () => {
    showContract();
  }),
  onNeedPrivacyAuthorization: listenForNeed,
  requirePrivacyAuthorize: door("requirePrivacyAuthorize", async () => {
    if (!(await allowed("requirePrivacyAuthorize"))) throw notAuthorized();
  }),
};
