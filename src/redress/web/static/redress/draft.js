// Nothing typed is lost. A form[data-draft="key"] keeps what was typed in this browser and, with data-draft-url, on the
// server: POST key, values (JSON: field name -> list of values; {} means discarded), 2 s after the last stroke.
// After a crash the newer copy is put back, with a note and a way to discard it. data-draft-at (ISO) says that the page
// itself was filled from the server's copy of that moment. A form is done with when the page after it brings a success
// message, or when htmx got a good answer; a refusal, a fault or a lost connection keeps the draft. An event draft:carry
// (key, values, url) takes what was typed along to another form.
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const say = (key, moment) => words[key].replace("{time}", clock(moment));
const TIME = { hour: "2-digit", minute: "2-digit" };
function clock(moment) {
  const then = new Date(moment);
  const today = then.toDateString() === new Date().toDateString();
  return then.toLocaleString(document.documentElement.lang, today ? TIME : { ...TIME, month: "numeric", day: "numeric" });
}
const PREFIX = `redress-draft:${document.body.dataset.person ?? ""}:`;
const SENT = "redress-draft-sent";
const nameOf = (form) => PREFIX + form.dataset.draft;
const read = (key) => JSON.parse(localStorage.getItem(key) ?? "null");
const LEFT_OUT = new Set(["hidden", "file", "password", "submit", "button", "reset"]);
const fields = (form) => [...form.elements].filter((field) => field.name && !LEFT_OUT.has(field.type));
const isChoice = (field) => field.type === "checkbox" || field.type === "radio";

function gather(form) {
  const values = {};
  for (const field of fields(form)) {
    const list = (values[field.name] ??= []);
    if (field.type === "select-multiple") list.push(...[...field.selectedOptions].map((option) => option.value));
    else if (!isChoice(field) || field.checked) list.push(field.value);
  }
  return values;
}

function fill(form, values) {
  const used = {};
  for (const field of fields(form)) {
    const list = values[field.name];
    if (!list) continue;
    if (isChoice(field)) field.checked = list.includes(field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = list.includes(option.value);
    else {
      const value = list[(used[field.name] = (used[field.name] ?? -1) + 1)] ?? "";
      if (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value)) field.value = value;
    }
  }
  form.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
}

function note(form, text, { lost = false, discard = false } = {}) {
  const line = form.querySelector("[data-draft-note]");
  if (!line) return;
  line.hidden = false;
  line.classList.toggle("is-lost", lost);
  line.classList.toggle("is-restored", discard);
  line.querySelector("[data-draft-words]").textContent = text;
  const button = line.querySelector("[data-draft-discard]");
  button.hidden = !discard;
  button.textContent = words["draft.discard"];
}

async function send(form, values, key = form.dataset.draft) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken?.value ?? "");
  body.set("key", key);
  body.set("values", JSON.stringify(values));
  form.draftRequest = new AbortController();
  const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, signal: form.draftRequest.signal });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
}

function keepHere(form, safe) {
  const draft = { at: Date.now(), values: gather(form), safe };
  localStorage.setItem(nameOf(form), JSON.stringify(draft));
  return draft;
}

async function save(form) {
  const { at, values } = keepHere(form, false);
  try {
    if (form.dataset.draftUrl) await send(form, values);
    if (form.draftSent || !form.isConnected) return;
    if (form.dataset.draftUrl) keepHere(form, true);
    note(form, say("draft.saved", at));
  } catch {
    if (form.draftSent || !form.isConnected) return;
    note(form, say("draft.local", at), { lost: true });
    form.draftTimer = setTimeout(() => save(form), 10000);
  }
}

async function discard(form, start) {
  clearTimeout(form.draftTimer);
  localStorage.removeItem(nameOf(form));
  if (form.dataset.draftUrl) await send(form, {}).catch(() => {});
  if (form.dataset.draftAt) return location.reload();
  fill(form, start);
  form.querySelector("[data-draft-note]").hidden = true;
}

/** The matter goes on in another form: what was typed goes along, and this draft is done with. */
async function carry(form, { key, values, url }) {
  clearTimeout(form.draftTimer);
  form.draftSent = true;
  try {
    await send(form, values, key);
    localStorage.removeItem(nameOf(form));
    await send(form, {});
  } finally {
    location.href = url;
  }
}

function watch(form) {
  if (form.draftWatched) return;
  form.draftWatched = true;
  const start = gather(form);
  const stored = read(nameOf(form));
  const known = Date.parse(form.dataset.draftAt ?? "") || 0;
  const refused = form.querySelector(".is-wrong") !== null;
  if (stored && stored.at > known && !refused && JSON.stringify(stored.values) !== JSON.stringify(start)) {
    fill(form, stored.values);
    note(form, say("draft.restored", stored.at), { discard: true });
  } else if (known) {
    note(form, say("draft.restored", known), { discard: true });
  }
  form.addEventListener("input", () => {
    clearTimeout(form.draftTimer);
    keepHere(form, false);
    form.draftTimer = setTimeout(() => save(form), 2000);
  });
  form.addEventListener("submit", () => {
    clearTimeout(form.draftTimer);
    form.draftRequest?.abort();
    form.draftSent = true;
    sessionStorage.setItem(SENT, nameOf(form));
  });
  form.addEventListener("draft:carry", (event) => carry(form, event.detail));
  form.querySelector("[data-draft-discard]")?.addEventListener("click", () => discard(form, start));
}

/** The page after a form: a success message means that its draft is done with. */
function settle() {
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (sent && document.querySelector(".toast-success")) localStorage.removeItem(sent);
}

/** On signing out, drafts that the server has too leave this computer. */
function clearSafe() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX) && read(key)?.safe) localStorage.removeItem(key);
}

const watchAll = () => document.querySelectorAll("form[data-draft]").forEach(watch);
settle();
watchAll();
document.addEventListener("htmx:afterSettle", watchAll);
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form[data-draft]");
  if (!form || event.detail.elt !== form) return;
  sessionStorage.removeItem(SENT);
  const status = event.detail.xhr.status; // htmx calls an answer that leads to another page neither successful nor failed
  form.draftSent = status >= 200 && status < 400 && event.detail.requestConfig.verb !== "get";
  if (form.draftSent) localStorage.removeItem(nameOf(form));
});
document.addEventListener("submit", (event) => event.target.matches("[data-sign-out]") && clearSafe());
addEventListener("online", () => {
  for (const form of document.querySelectorAll("form[data-draft]")) if (read(nameOf(form))?.safe === false) save(form);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-draft]")) form.draftSent = false;
});
