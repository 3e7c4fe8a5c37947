// Line numbers beside a long text, and links that jump to a line of it.
const text = document.querySelector("[data-lined]");
const numbers = document.querySelector("[data-line-numbers]");

function count() {
  const lines = text.value.split("\n").length;
  if (numbers.dataset.count === String(lines)) return;
  numbers.dataset.count = lines;
  numbers.textContent = Array.from({ length: lines }, (_, line) => line + 1).join("\n") + "\n\n";
}

function jump(line) {
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  const height = Number.parseFloat(getComputedStyle(text).lineHeight);
  text.scrollTop = Math.max(0, (line - 5) * height);
  text.scrollLeft = 0;
}

text.addEventListener("input", count);
text.addEventListener("scroll", () => { numbers.scrollTop = text.scrollTop; });
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-line]");
  if (!link) return;
  event.preventDefault();
  jump(Number(link.dataset.line));
});
count();
