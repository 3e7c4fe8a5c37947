// Messages over the page: they leave by themselves unless they tell of trouble. Says so when the server cannot be reached.
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const shelf = document.getElementById("toasts");

function dress(note) {
  if (note.dataset.dressed) return;
  note.dataset.dressed = "yes";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "×";
  button.setAttribute("aria-label", words["toast.close"]);
  button.addEventListener("click", () => note.remove());
  note.append(button);
  if (note.getAttribute("role") !== "alert") setTimeout(() => note.remove(), 8000);
}

export function toast(text, tone = "info") {
  const note = document.createElement("div");
  note.className = `toast-note toast-${tone}`;
  if (tone === "error") note.setAttribute("role", "alert");
  const line = document.createElement("span");
  line.textContent = text;
  note.append(line);
  shelf.append(note);
  dress(note);
}

if (shelf) {
  shelf.querySelectorAll("[data-toast]").forEach(dress);
  new MutationObserver(() => shelf.querySelectorAll("[data-toast]").forEach(dress)).observe(shelf, { childList: true });
  document.addEventListener("htmx:sendError", () => toast(words["net.lost"], "error"));
  document.addEventListener("htmx:responseError", () => toast(words["net.failed"], "error"));
}
