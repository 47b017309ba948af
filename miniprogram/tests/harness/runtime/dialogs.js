// WeChat's own windows over a page: each a real dialog, so that focus stays in it and those who listen hear of it.

let open = Promise.resolve();

/**
 * Ask something; one window after the other. `buttons` are [{value, text, colour?}], the last one is the main one.
 * `fields` may draw more between words and buttons; `opened` gets a way to answer from outside. Answers {value}, which is
 * undefined when the window was dismissed.
 */
export function ask(question) {
  const asked = open.then(() => show(question));
  open = asked.catch(() => undefined);
  return asked;
}

function show({ title, words, buttons, fields, opened, down = false }) {
  const dialog = document.createElement("dialog");
  dialog.dataset.harness = "";
  const heading = title && make("h2", title);
  if (heading) {
    heading.id = "dialog-title";
    dialog.setAttribute("aria-labelledby", heading.id);
    dialog.append(heading);
  } else {
    dialog.setAttribute("aria-label", words || "请选择");
  }
  if (words) dialog.append(make("p", words));
  fields?.(dialog);
  const footer = make("footer", "");
  footer.classList.toggle("down", down);
  dialog.append(footer);
  document.body.append(dialog);
  const before = document.activeElement;
  return new Promise((answer) => {
    const close = (value) => {
      dialog.close();
      dialog.remove();
      before?.focus?.();
      answer({ value });
    };
    for (const { value, text, colour } of buttons) {
      const button = make("button", text);
      Object.assign(button, { type: "button", onclick: () => close(value) });
      if (colour) button.style.color = colour;
      footer.append(button);
    }
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      close(undefined);
    });
    opened?.(close);
    dialog.showModal();
    footer.lastElementChild.focus();
  });
}

export function make(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}

let timer;
/** A short word over the page that goes by itself. */
export function toast(text, { mask = false, lasts } = {}) {
  clearTimeout(timer);
  const box = document.querySelector("#toast") || document.body.appendChild(make("div", ""));
  Object.assign(box, { id: "toast", role: "status" });
  box.dataset.harness = "";
  box.toggleAttribute("data-mask", mask);
  box.textContent = text;
  if (lasts) {
    timer = setTimeout(() => {
      box.textContent = "";
    }, lasts);
  }
}
