// A button [data-print] prints the page; without scripts it stays hidden and the browser's own menu does it.
const show = (root) => {
  for (const button of root.querySelectorAll("[data-print]")) button.hidden = false;
};
show(document);
document.addEventListener("htmx:afterSwap", () => show(document));
document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
