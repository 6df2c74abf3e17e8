// The page about a bad night: read here, saved as text, or printed.
import { el, button, saveText } from "./dom.js";

/** `report`: headings with their lines. */
export function showReport(report) {
  const dialog = el("dialog", { class: "report", "aria-labelledby": "report-title" },
    el("h2", { id: "report-title" }, "A bad night with your settings"),
    report.map((part) => el("section", {}, el("h3", {}, part.title), el("ul", {}, part.lines.map((line) => el("li", {}, line))))),
    el("div", { class: "form-end" },
      button("Save as text", () => save(report), { class: "press secondary" }),
      button("Print", () => window.print(), { class: "press secondary" }),
      button("Close", () => dialog.close(), { class: "press primary" })));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function save(report) {
  saveText(report.map((part) => `${part.title}\n${part.lines.map((line) => `  ${line}\n`).join("")}`).join("\n"), "a-bad-night.txt");
}
