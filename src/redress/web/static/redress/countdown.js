// Keeps every [data-due] chip true without asking the server: each 30 s, each second in the last ten minutes.
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const TONES = ["calm", "soon", "late"];
const SOON = 4 * 3600;
const LONG = 10 * 86400;

function sizeOf(seconds, late) {
  if (seconds >= LONG) return "long";
  if (seconds >= 86400) return "days";
  if (seconds >= 3600) return "hours";
  if (late) return seconds >= 60 ? "minutes" : "now";
  return seconds >= 600 ? "minutes" : "seconds";
}

function say(left) {
  const late = left < 0;
  const seconds = Math.abs(left);
  const parts = { d: Math.floor(seconds / 86400), h: Math.floor((seconds % 86400) / 3600), m: Math.floor((seconds % 3600) / 60), s: seconds % 60 };
  const pattern = words[`${late ? "late" : "left"}.${sizeOf(seconds, late)}`] ?? "";
  return pattern.replace(/\{([dhms])\}/g, (_, key) => parts[key]);
}

function tick() {
  let busy = false;
  for (const chip of document.querySelectorAll("[data-due]")) {
    const left = Math.trunc((Date.parse(chip.dataset.due) - Date.now()) / 1000);
    const text = say(left);
    const place = chip.querySelector("[data-due-words]") ?? chip;
    if (place.textContent !== text) place.textContent = text;
    const tone = left < 0 ? "late" : left <= SOON ? "soon" : "calm";
    for (const other of TONES) chip.classList.toggle(`clock-${other}`, other === tone);
    busy ||= left > -60 && left < 600;
  }
  setTimeout(tick, busy ? 1000 : 30000);
}

if (document.getElementById("words")) setTimeout(tick, 1000);
