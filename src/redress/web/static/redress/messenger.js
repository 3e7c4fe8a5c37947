// The snippet for any site: a button at the lower right, and the talk in a frame. Served at /help/messenger.js with its words in all languages.
(function (words) {
  const own = document.currentScript;
  const language = words[own.dataset.language] ? own.dataset.language : "zh-hans";
  const address = new URL("talk/", own.src);
  address.searchParams.set("language", language);

  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words[language].open;
  button.setAttribute("aria-expanded", "false");
  Object.assign(button.style, {
    position: "fixed", right: "16px", bottom: "16px", zIndex: "2147483000", padding: "12px 20px", border: "0", borderRadius: "24px",
    background: "#0b5c74", color: "#fff", font: "600 16px/1.4 system-ui, sans-serif", boxShadow: "0 4px 16px rgba(0,0,0,.25)", cursor: "pointer",
  });

  const frame = document.createElement("iframe");
  frame.title = words[language].open;
  frame.hidden = true;
  Object.assign(frame.style, {
    position: "fixed", right: "16px", bottom: "76px", zIndex: "2147483000", width: "min(400px, calc(100vw - 32px))",
    height: "min(620px, calc(100vh - 100px))", border: "0", borderRadius: "12px", boxShadow: "0 8px 32px rgba(0,0,0,.3)", background: "#fff",
  });

  function show(open) {
    if (open && !frame.src) frame.src = address.href;
    frame.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? words[language].close : words[language].open;
  }

  button.addEventListener("click", () => show(frame.hidden));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !frame.hidden) show(false);
  });
  const put = () => document.body.append(frame, button);
  if (document.body) put();
  else addEventListener("DOMContentLoaded", put);
});
