// Style sheets. Those of the app and of components are always on; that of a page only while the page is on top.
const sheets = new Map();

export function addSheet(name, css, isPage = false) {
  const element = document.createElement("style");
  element.textContent = css;
  element.dataset.sheet = name;
  document.head.append(element);
  if (isPage) {
    element.disabled = true;
    sheets.set(name, element);
  }
}

export function onlyPage(name) {
  for (const [page, element] of sheets) element.disabled = page !== name;
}
