// Short words, questions, choices: with the limits that WeChat sets to their words.
import { ask, make, toast } from "../dialogs.js";
import { liveGesture } from "../listeners.js";
import { Fail, door } from "./call.js";

const LONGEST_BESIDE_ICON = 7;
const LONGEST_BUTTON = 4;
const MOST_ITEMS = 6;

export default {
  showToast: door("showToast", ({ title = "", icon = "success", duration = 1500, mask }) => {
    if (icon !== "none" && title.length > LONGEST_BESIDE_ICON) {
      throw new Error(
        `showToast shows only ${LONGEST_BESIDE_ICON} characters beside an icon: ${title}`,
      );
    }
    toast(title, { mask, lasts: duration });
  }),
  hideToast: door("hideToast", () => toast("")),
  showLoading: door("showLoading", ({ title = "", mask }) => toast(title, { mask })),
  hideLoading: door("hideLoading", () => toast("")),

  showModal: door("showModal", async (options) => {
    const {
      title,
      content,
      showCancel = true,
      cancelText = "取消",
      confirmText = "确定",
      editable,
      placeholderText = "",
    } = options;
    for (const [name, text] of Object.entries({ cancelText, confirmText })) {
      if (text.length > LONGEST_BUTTON) {
        throw new Fail(
          `${name} length should not larger than ${LONGEST_BUTTON} Chinese characters`,
        );
      }
    }
    const buttons = [
      { value: "confirm", text: confirmText, colour: options.confirmColor || "#576b95" },
    ];
    if (showCancel) {
      buttons.unshift({ value: "cancel", text: cancelText, colour: options.cancelColor });
    }
    const field = Object.assign(make("input", ""), {
      type: "text",
      value: editable ? content || "" : "",
      placeholder: placeholderText,
    });
    field.setAttribute("aria-label", placeholderText || title || "");
    const { value } = await ask({
      title,
      words: editable ? "" : content,
      buttons,
      fields: (dialog) => editable && dialog.append(field),
    });
    liveGesture();
    return {
      confirm: value === "confirm",
      cancel: value !== "confirm",
      content: editable && value === "confirm" ? field.value : null,
    };
  }),

  showActionSheet: door("showActionSheet", async ({ itemList, alertText }) => {
    if (itemList.length > MOST_ITEMS) {
      throw new Fail(`parameter error: itemList should not be large than ${MOST_ITEMS}`);
    }
    const items = itemList.map((text, index) => ({ value: index, text }));
    const { value } = await ask({
      title: alertText,
      words: "",
      buttons: [...items, { text: "取消" }],
      down: true,
    });
    if (value === undefined) throw new Fail("cancel");
    return { tapIndex: value };
  }),
};
