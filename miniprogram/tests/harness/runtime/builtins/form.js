// 表单: gathers what its fields hold. As in WeChat a form sees the fields and buttons of its own template; a component
// inside it takes part only with wx://form-field or wx://form-field-button.
import { callerOf, elementBehind, hostOf } from "../space.js";
import { builtIn } from "./builtin.js";
import { has } from "./index.js";

export default () => ({
  form: builtIn("form", {
    properties: { reportSubmit: Boolean },
    lifetimes: {
      created() {
        hostOf(this).noValidate = true;
        hostOf(this).addEventListener("submit", (event) => event.preventDefault());
      },
    },
    methods: {
      submit() {
        const fields = fieldsOf(this);
        this.triggerEvent("submit", {
          value: Object.fromEntries(fields.map((one) => [one.data.name, valueOf(one)])),
          target: this,
        });
      },
      reset() {
        for (const one of fieldsOf(this)) one.clear?.();
        this.triggerEvent("reset", {});
      },
    },
  }),
});

const valueOf = (field) => (field.formValue ? field.formValue() : field.data.value);

/** The fields with a name, in the order in which they stand. */
function fieldsOf(form) {
  const own = elementBehind(form).ownerShadowRoot;
  return [...hostOf(form).querySelectorAll("*")]
    .map(callerOf)
    .filter(
      (one) => one?.data?.name && (one.formValue || has(elementBehind(one), "wx://form-field")),
    )
    .filter((one) => elementBehind(one).ownerShadowRoot === own);
}

/** The form that a button submits. */
export function formAround(button) {
  const host = button.$$.closest("form");
  if (!host) throw new Error("a button with form-type stands in no form");
  const form = callerOf(host);
  let root = button.ownerShadowRoot;
  while (root !== elementBehind(form).ownerShadowRoot) {
    const component = root.getHostNode();
    if (!has(component, "wx://form-field-button")) {
      throw new Error(
        `a button with form-type in <${component.is}> needs the behavior wx://form-field-button`,
      );
    }
    root = component.ownerShadowRoot;
  }
  return form;
}
