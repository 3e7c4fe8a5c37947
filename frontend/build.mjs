// Puts the browser's libraries where Django serves them: `node build.mjs <folder>`.
// An icon used by a page must be named below; a test looks for names that are missing.
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const out = process.argv[2];
const modules = "node_modules";

const ICONS = `
address-book adjustments alert-circle alert-triangle archive arrow-back-up arrow-left arrow-merge arrow-right
arrow-up arrows-join arrows-sort arrows-split ban bell bell-ringing bolt book bookmark building building-community
building-store bulb calendar calendar-event cash chart-bar check checklist chevron-down chevron-left chevron-right
chevron-up circle-check circle-dashed circle-plus circle-x clipboard-check clipboard-list clock clock-exclamation
clock-pause clock-play cloud-off columns copy database device-desktop device-floppy dots dots-vertical door-exit download edit
external-link eye eye-off file-text files filter first-aid-kit flag gavel git-branch git-compare hand-stop headset
help-circle hierarchy history home hourglass id-badge-2 inbox info-circle keyboard language layout-dashboard link
list-details lock lock-open login logout mail map-pin menu-2 message messages microphone microscope mood-angry
mood-happy mood-neutral mood-sad moon notebook paperclip phone phone-call phone-outgoing photo pin player-pause
player-play player-stop plus point printer progress receipt refresh repeat rotate scale search send settings shield
shield-check shield-lock signature sitemap speakerphone square-check stack-2 star sun sun-moon table tag tags
test-pipe ticket trash unlink upload user user-check user-off user-plus user-search user-shield users versions
video walk wand wifi-off world x
`.trim().split(/\s+/);

/** One `<symbol>` for an outline icon, without its comment and its own size and colour. */
function symbol(name) {
  const drawn = fs.readFileSync(path.join(modules, "@tabler/icons/icons/outline", `${name}.svg`), "utf8");
  const shapes = drawn.replace(/<!--[\s\S]*?-->/g, "").replace(/<svg[^>]*>/, "").replace("</svg>", "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
}

fs.mkdirSync(out, { recursive: true });
fs.writeFileSync(path.join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${ICONS.map(symbol).join("\n")}</svg>`);

// The source-map comment goes: Django's storage would look for a map that is not shipped.
const tabler = fs.readFileSync(path.join(modules, "@tabler/core/dist/css/tabler.min.css"), "utf8");
fs.writeFileSync(path.join(out, "tabler.min.css"), tabler.replace(/\/\*# sourceMappingURL=.*?\*\//g, ""));

await build({
  entryPoints: [path.join(modules, "signature_pad/dist/signature_pad.js")],
  bundle: true,
  minify: true,
  format: "esm",
  legalComments: "inline",
  outfile: path.join(out, "signature_pad.js"),
});
