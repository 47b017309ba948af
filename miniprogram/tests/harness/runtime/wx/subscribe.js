// 订阅消息: WeChat asks, and only out of a tap; each 允许 lets one message be sent.
import { ask, make } from "../dialogs.js";
import { known, remember } from "../person.js";
import { grant } from "../platform.js";
import { Fail, door } from "./call.js";
import { limits } from "./strict.js";

export default {
  requestSubscribeMessage: door("requestSubscribeMessage", subscribe),
};

async function subscribe({ tmplIds = [] }) {
  if (!tmplIds.length) throw new Fail("TmplIds can't be empty", { errCode: 10001 });
  if (tmplIds.length > limits.templates) {
    throw new Fail("Templates count out of max bounds", { errCode: 20003 });
  }
  const kept = known().subscriptions || {};
  const open = tmplIds.filter((id) => !kept[id]);
  const said = open.length ? await choose(open) : {};
  const answers = Object.fromEntries(tmplIds.map((id) => [id, kept[id] || said[id]]));
  await Promise.all(tmplIds.filter((id) => answers[id] === "accept").map(grant));
  return answers;
}

async function choose(ids) {
  const ticks = ids.map((id) => ticked(`消息 ${id}`, true));
  const always = ticked("总是保持以上选择，不再询问", false);
  const { value } = await ask({
    title: "申请向你发送消息",
    words: "",
    fields: (dialog) => dialog.append(...ticks.map((one) => one.label), always.label),
    buttons: [
      { value: false, text: "拒绝" },
      { value: true, text: "允许", colour: "#07825a" },
    ],
  });
  const answers = Object.fromEntries(
    ids.map((id, index) => [id, value && ticks[index].input.checked ? "accept" : "reject"]),
  );
  if (always.input.checked && value !== undefined) {
    remember({ subscriptions: { ...known().subscriptions, ...answers } });
  }
  return answers;
}

function ticked(words, checked) {
  const input = Object.assign(make("input", ""), { type: "checkbox", checked });
  const label = make("label", "");
  label.append(input, words);
  return { label, input };
}
