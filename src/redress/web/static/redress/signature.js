// Drawing a signature on the screen; the picture goes into the hidden field named by data-signature.
import SignaturePad from "../vendor/signature_pad.js";

function bind(box) {
  if (box.dataset.bound) return;
  box.dataset.bound = "yes";
  const canvas = box.querySelector("canvas");
  const target = box.closest("form").elements[box.dataset.signature];
  if (canvas.offsetWidth) [canvas.width, canvas.height] = [canvas.offsetWidth, canvas.offsetHeight]; // else strokes run beside the finger
  const pad = new SignaturePad(canvas, { penColor: "#1b2a4a" });
  pad.addEventListener("endStroke", () => { target.value = pad.toDataURL("image/png"); });
  box.querySelector("[data-signature-clear]").addEventListener("click", () => { pad.clear(); target.value = ""; });
}

const bindAll = () => document.querySelectorAll("[data-signature]").forEach(bind);
document.addEventListener("htmx:afterSettle", bindAll);
bindAll();
