// The stage: a phone for each person, and codes that go from one phone to another as if scanned.
const HEIGHT = 844;
const AROUND = 250;
const { people, codes, places } = await (await fetch("/stage.json")).json();

function fit() {
  const scale = Math.min(1, Math.max(0.5, (innerHeight - AROUND) / HEIGHT));
  document.documentElement.style.setProperty("--scale", scale.toFixed(3));
}
fit();
addEventListener("resize", fit);

document.querySelector("#places").append(
  ...places.map(({ words, url }) => {
    const link = Object.assign(document.createElement("a"), {
      href: url,
      textContent: words,
      target: "_blank",
    });
    return link;
  }),
);

const phones = people.map((person) => {
  const section = document.querySelector("#phone").content.firstElementChild.cloneNode(true);
  const frame = section.querySelector("iframe");
  section.querySelector("h2").textContent = person.name;
  section.querySelector(".words").textContent = person.words;
  frame.title = `${person.name}的手机`;
  const phone = { person, section, frame, buttons: new Map() };
  section.querySelector(".again").onclick = () => open(phone, "");
  document.querySelector("#phones").append(section);
  open(phone, "");
  for (const { words, text } of codes) offer(phone, words, text);
  return phone;
});

/** The mini-program from its beginning, or at the page that a code names. */
function open({ person: { name, who, phone }, frame }, path) {
  const address = `/?${new URLSearchParams({ who, phone, name })}${path && `#/${path}`}`;
  // The same address with another hash would not load again.
  frame.contentWindow.location.replace("about:blank");
  setTimeout(() => frame.contentWindow.location.replace(address), 50);
}

/** A button under a phone that scans a code. */
function offer(phone, words, text) {
  if (!phone.buttons.has(words)) {
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      textContent: words,
    });
    phone.buttons.set(words, button);
    phone.section.querySelector(".buttons").append(button);
  }
  phone.buttons.get(words).onclick = () => scan(phone, text);
}

/** Into the mini-program's camera when it is open; otherwise as WeChat's own 扫一扫 would take it. */
function scan(phone, text) {
  if (phone.frame.contentWindow.harness?.seen(text)) return;
  if (/^https?:/.test(text)) window.open(text, "_blank", "noopener");
  else open(phone, text.replace(/^\//, ""));
}

new BroadcastChannel("codes").onmessage = ({ data: { from, text } }) => {
  for (const phone of phones) {
    if (phone.person.name !== from) offer(phone, `扫${from}手机上的码`, text);
  }
};
