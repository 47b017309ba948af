/**
 * WeChat's own privacy gate (隐私授权): on every page that uses what WeChat guards, and on no other (`npm run privacy`
 * says what that is: the phone button; scanning is not guarded). WeChat holds the call until somebody answers; whoever refuses goes on by typing, the page loses nothing.
 */
const BUTTON = "agree-privacy";

Component({
  data: { open: false, contract: "《用户隐私保护指引》" },
  lifetimes: {
    attached() {
      this.listen();
    },
  },
  pageLifetimes: {
    // The last page that listens is the one that is asked: a page that comes back into view listens again.
    show() {
      this.listen();
    },
  },
  methods: {
    listen() {
      if (!wx.onNeedPrivacyAuthorization) return;
      wx.onNeedPrivacyAuthorization((given) => {
        const resolve = /** @type {PrivacyAnswer} */ (/** @type {unknown} */ (given));
        this.answer = resolve;
        this.setData({ open: true });
        resolve({ event: "exposureAuthorization" });
        wx.getPrivacySetting({
          success: ({ privacyContractName }) => {
            if (privacyContractName) this.setData({ contract: privacyContractName });
          },
        });
      });
    },

    read() {
      wx.openPrivacyContract({
        fail: () => wx.showToast({ title: "现在打不开，请稍后再试", icon: "none" }),
      });
    },

    agree() {
      this.close({ event: "agree", buttonId: BUTTON });
    },

    refuse() {
      this.close({ event: "disagree" });
      this.triggerEvent("refuse");
    },

    close(answer) {
      this.setData({ open: false });
      if (this.answer) this.answer(answer);
      this.answer = null;
    },

    /** The page behind stays where it is while the question is open. */
    hold() {},
  },
});
