// A scanned receipt holds the key after the "#", which browsers keep to themselves: put it into the form, hide it, and open the case.
const key = decodeURIComponent(location.hash.slice(1));
const form = document.querySelector("[data-follow]");
if (key && form && form.elements.key.value === "") {
  form.elements.key.value = key;
  history.replaceState(null, "", location.pathname + location.search);
  if (form.elements.number.value) form.requestSubmit();
}
