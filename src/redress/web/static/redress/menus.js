// Menus (details.menu) close on a click elsewhere and on Escape; [data-open="id"] opens a dialog; [data-focus] is focused. The tab one is on is brought into sight.
const close = (menu) => menu.removeAttribute("open");

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) close(menu);
  }
  const opener = event.target.closest("[data-open]");
  if (opener) {
    const menu = opener.closest("details.menu");
    if (menu) close(menu);
    document.getElementById(opener.dataset.open)?.showModal();
  }
  if (event.target instanceof HTMLDialogElement && event.target.classList.contains("panel")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  close(menu);
  menu.querySelector("summary").focus();
});

const show = (root) => root.querySelector?.("[data-focus]")?.focus();
show(document);
document.addEventListener("htmx:afterSwap", (event) => show(event.detail.elt));
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
