// Registering at the desk: choose a known customer, or go on with an enquiry slip on an earlier case, note the end of reception and count the time the rules give, Ctrl+Enter.
const form = document.querySelector("form.register");

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-choose-customer]");
  if (!button || !form) return;
  form.elements.customer.value = button.dataset.chooseCustomer;
  form.elements.phone.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-slip]");
  if (!link || !form) return;
  event.preventDefault();
  const values = { text: [form.elements.account.value], channel: [form.elements.channel.value] };
  form.dispatchEvent(new CustomEvent("draft:carry", { detail: { key: `slip:${link.dataset.slip}`, values, url: link.href } }));
});

document.addEventListener("keydown", (event) => {
  if (form && event.ctrlKey && event.key === "Enter") form.querySelector("[data-key='ctrl+enter']")?.click();
});

const desk = document.querySelector("[data-reception]");
const minutes = Number.parseInt(desk?.dataset.limit ?? "", 10);

function countDown() {
  const ended = form.elements.reception_ended.value;
  const clock = desk.querySelector("[data-reception-clock]");
  if (!ended || !minutes) return;
  const left = Math.round((new Date(ended).getTime() + minutes * 60_000 - Date.now()) / 1000);
  const shown = Math.abs(left);
  clock.hidden = false;
  clock.className = `clock clock-${left < 0 ? "late" : left < 120 ? "soon" : "calm"}`;
  clock.textContent = `${left < 0 ? "−" : ""}${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}`;
}

if (desk && form) {
  desk.querySelector("[data-reception-end]").addEventListener("click", (event) => {
    form.elements.reception_ended.value ||= new Date().toISOString();
    event.currentTarget.disabled = true;
    countDown();
  });
  setInterval(countDown, 1000);
}
