// The doors around the privacy gate; the gate itself stands in ../privacy.js.
import { CONTRACT, allowed, hasAgreed, listenForNeed, showContract } from "../privacy.js";
import { door } from "./call.js";
import { refusal } from "./strict.js";

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
    if (!(await allowed("requirePrivacyAuthorize"))) throw refusal("privacy refused");
  }),
};
