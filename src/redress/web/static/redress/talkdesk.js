// The newest line of every open talk stays in sight; Ctrl+Enter sends the answer being typed.
function settle() {
  for (const log of document.querySelectorAll(".talk-log")) log.scrollTop = log.scrollHeight;
}

settle();
document.addEventListener("htmx:afterSettle", settle);
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.(".talk-say");
  if (form && event.ctrlKey && event.key === "Enter") form.requestSubmit();
});
