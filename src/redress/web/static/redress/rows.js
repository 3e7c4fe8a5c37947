// Choosing rows in a form[data-rows]: all at once, a span with Shift, and a bar that says how many.
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const boxes = (form) => [...form.querySelectorAll("input[type=checkbox][data-pick]")];
let last = null;

function refresh(form) {
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked).length;
  const bar = form.querySelector("[data-bulk]");
  if (bar) {
    bar.hidden = chosen === 0;
    bar.querySelector("[data-bulk-count]").textContent = words["rows.selected"].replace("{n}", chosen);
  }
  const head = form.querySelector("[data-pick-all]");
  if (head) {
    head.checked = chosen > 0 && chosen === all.length;
    head.indeterminate = chosen > 0 && chosen < all.length;
  }
}

document.addEventListener("click", (event) => {
  const form = event.target.closest("form[data-rows]");
  if (!form) return;
  if (event.target.matches("[data-pick-all]")) {
    for (const box of boxes(form)) box.checked = event.target.checked;
  } else if (event.target.matches("[data-bulk-clear]")) {
    for (const box of boxes(form)) box.checked = false;
  } else if (event.target.matches("[data-pick]")) {
    const all = boxes(form);
    if (event.shiftKey && last && form.contains(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
      for (const box of all.slice(from, to + 1)) box.checked = event.target.checked;
    }
    last = event.target;
  } else return;
  refresh(form);
});

const refreshAll = () => document.querySelectorAll("form[data-rows]").forEach(refresh);
refreshAll();
document.addEventListener("htmx:afterSettle", refreshAll);
addEventListener("pageshow", refreshAll);
