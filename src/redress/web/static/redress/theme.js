// Changes light and dark at once; the form behind it keeps the choice without script too.
const root = document.documentElement;

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-switch]");
  if (!form) return;
  event.preventDefault();
  const theme = event.submitter.value;
  if (theme === "auto") delete root.dataset.bsTheme;
  else root.dataset.bsTheme = theme;
  for (const button of document.querySelectorAll("[data-theme-switch] button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
  const data = new FormData(form, event.submitter);
  await fetch(form.action, { method: "POST", body: data, redirect: "manual" }).catch(() => form.submit());
});
