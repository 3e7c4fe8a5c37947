// A talk outlives the page: its secret is kept in this browser until the visitor leaves, and the newest line stays in sight. Enter sends.
const NAME = "redress-talk";

function kept(change) {
  try {
    return change(localStorage);
  } catch {
    return null; // a browser that keeps nothing for a page within a foreign page: the talk lasts as long as the page
  }
}

function settle() {
  const talk = document.querySelector("[data-talk]");
  const token = talk?.querySelector("[data-token]")?.value;
  if (token) kept((store) => store.setItem(NAME, token));
  if (document.querySelector("[data-forget]")) kept((store) => store.removeItem(NAME));
  const log = document.querySelector(".talk-log");
  if (log) log.scrollTop = log.scrollHeight;
}

const resume = document.querySelector("[data-resume]");
const token = kept((store) => store.getItem(NAME));
settle();
if (resume && token && !document.querySelector("[data-forget]")) {
  resume.elements.token.value = token;
  resume.requestSubmit();
}

document.addEventListener("htmx:afterSettle", settle);
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-say]");
  if (form && event.target.matches("textarea") && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
