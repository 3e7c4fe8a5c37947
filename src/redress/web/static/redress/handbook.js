// Searching within the handbook, and printing it.
const box = document.querySelector("[data-book-find] input");
const said = document.querySelector("[data-book-found]");
const entries = [...document.querySelectorAll("[data-book-entry]")];
const chapters = [...document.querySelectorAll("[data-book-chapter]")];

function find() {
  const wanted = box.value.trim().toLowerCase();
  const fits = new Set(entries.filter((one) => !wanted || one.textContent.toLowerCase().includes(wanted)));
  for (const one of entries) one.hidden = !fits.has(one);
  for (const one of chapters) one.hidden = Boolean(wanted) && !one.querySelector("[data-book-entry]:not([hidden])");
  const innermost = [...fits].filter((one) => ![...fits].some((other) => other !== one && one.contains(other)));
  said.textContent = wanted ? said.dataset.words.replace("{n}", innermost.length) : "";
}

box?.addEventListener("input", find);
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
