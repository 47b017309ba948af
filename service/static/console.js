/* What the pages do beyond plain links and forms. Without this file everything still works. */
(() => {
  "use strict";

  const SIGN_IN = "/console/sign-in";

  // htmx notes the address of the page when it loads; nothing of a page stays in the browser's storage.
  try { sessionStorage.removeItem("htmx-current-path-for-history"); } catch (_off) { /* no storage, nothing kept */ }

  // A refused form: begin at the sentence that says why.
  const why = document.querySelector(".summary");
  if (why) why.focus();

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // One press, one form. A form whose answer is a file stays on the page, so it is usable again after a while.
  const free = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("method") !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
    setTimeout(free, 10000, form);
  });
  // Going back shows the page as it was left.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));

  // Signed out meanwhile: a piece of the sign-in page in the middle of this one would help nobody.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const answered = new URL(event.detail.xhr.responseURL || location.href);
    if (answered.pathname === SIGN_IN && location.pathname !== SIGN_IN) {
      event.preventDefault();
      location.assign(answered.href);
    }
  });
})();
