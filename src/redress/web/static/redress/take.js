// A suggestion is taken by a click, never by itself: its value goes into the field of the form around it.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]");
  const field = button?.closest("form")?.elements[button.dataset.take];
  if (!field) return;
  field.value = button.dataset.value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
});

// What was recognised goes after what stands in the field, once.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take-after]");
  const field = button?.closest("form")?.elements[button.dataset.takeAfter];
  if (!field) return;
  const value = button.dataset.value;
  if (!field.value.includes(value)) field.value = field.value.trim() ? `${field.value.trimEnd()}\n\n${value}` : value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
});
