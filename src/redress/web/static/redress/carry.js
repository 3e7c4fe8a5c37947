// What was typed in a talk comes along after the "#", which browsers keep to themselves: put it into the form and take it out of the address.
const field = document.querySelector("#lodge_account");
const carried = new URLSearchParams(location.hash.slice(1)).get("account");
if (field && carried) {
  if (!field.value) field.value = carried;
  history.replaceState(null, "", location.pathname + location.search);
}
