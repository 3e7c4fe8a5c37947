// A suggestion is taken by a click, never by itself: its value goes into the field of the form around it.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]");
  const field = button?.closest("form")?.elements[button.dataset.take];
  if (!field) return;
  field.value = button.dataset.value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
});
