// The keyboard: "?" help, "/" search, "n" register, "g x" places, j/k/Enter/x in a list. Silent while somebody types.
const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
let waiting = "";
let timer = 0;

function stepTo(row) {
  for (const other of document.querySelectorAll(".is-here")) other.classList.remove("is-here");
  row.classList.add("is-here");
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  if (!all.length) return false;
  const here = all.findIndex((row) => row.classList.contains("is-here"));
  stepTo(all[here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + by))]);
  return true;
}

const ACTS = {
  "?": () => (document.getElementById("keys")?.showModal(), true),
  "/": () => (document.getElementById("search")?.focus(), true),
  n: () => document.body.dataset.registerUrl && (location.assign(document.body.dataset.registerUrl), true),
  j: () => step(1),
  k: () => step(-1),
  x: () => {
    const box = document.querySelector(".is-here input[type=checkbox]");
    box?.click();
    return box !== null;
  },
  Enter: () => {
    const link = document.activeElement?.matches(".is-here") && document.activeElement.querySelector("[data-row-link], a");
    if (link) link.click();
    return Boolean(link);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  clearTimeout(timer);
  const pressed = waiting ? `${waiting} ${event.key}` : event.key;
  waiting = "";
  const place = document.querySelector(`[data-key="${CSS.escape(pressed)}"]`);
  if (place) {
    event.preventDefault();
    place.click();
  } else if (event.key === "g") {
    waiting = "g";
    timer = setTimeout(() => (waiting = ""), 1500);
  } else if (ACTS[pressed]?.()) {
    event.preventDefault();
  }
});
