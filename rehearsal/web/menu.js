// Small menus that open at a control and close again with Escape, a choice, or focus elsewhere.
import { el, button } from "./dom.js";

let current = null;

export function closeMenu() {
  current?.close(false);
}

/** `items`: {label, run, danger} or {heading}. The menu is placed inside `host` near `anchor`. */
export function openMenu(anchor, host, items) {
  closeMenu();
  const list = el("div", { class: "menu", role: "menu" });
  for (const item of items) {
    if (item.heading) { list.append(el("p", { class: "menu-heading", role: "presentation" }, item.heading)); continue; }
    if (item.row) { list.append(el("div", { class: "menu-row", role: "group", "aria-label": item.label }, item.row.map((part) => choice(part)))); continue; }
    list.append(choice(item));
  }
  function choice(item) {
    return button(item.label, () => { close(true); item.run(); },
      { class: item.danger ? "danger" : "", role: "menuitem", tabindex: "-1", "aria-label": item.name });
  }
  const close = (refocus) => {
    if (current?.list !== list) return;
    current = null;
    list.remove();
    anchor.setAttribute?.("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    if (refocus && anchor.isConnected) anchor.focus({ preventScroll: true });
  };
  const outside = (event) => { if (!list.contains(event.target)) close(false); };
  list.addEventListener("keydown", (event) => {
    const stops = [...list.querySelectorAll("[role=menuitem]")];
    const at = stops.indexOf(document.activeElement);
    if (event.key === "Escape" || event.key === "Tab") { event.preventDefault(); event.stopPropagation(); close(true); }
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step) { event.preventDefault(); stops[(at + step + stops.length) % stops.length]?.focus(); }
  });
  current = { list, close };
  host.append(list);
  place(anchor, host, list);
  anchor.setAttribute?.("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  list.querySelector("[role=menuitem]")?.focus();
}

function place(anchor, host, list) {
  const at = anchor.getBoundingClientRect(), frame = host.getBoundingClientRect();
  const left = Math.min(Math.max(at.right - frame.left - list.offsetWidth, 4), frame.width - list.offsetWidth - 4);
  const below = at.bottom - frame.top + 2;
  const top = below + list.offsetHeight > frame.height ? Math.max(at.top - frame.top - list.offsetHeight - 2, 4) : below;
  list.style.left = `${left}px`;
  list.style.top = `${top}px`;
}
