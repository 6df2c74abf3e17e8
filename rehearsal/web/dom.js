// Builds elements. Whatever the bot or a person wrote enters the page as text nodes only.
import { icon } from "./icons.js";

/** An element. `props`: class, id, attributes by name, data (object), on (event handlers); children are nodes or text. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "on") for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else if (name in node && name !== "list" && name !== "form" && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function button(label, onClick, props = {}) {
  return el("button", { type: "button", ...props, on: { click: onClick } }, label);
}

/** Replace a node's children, keeping keyboard focus on the control with the same data-key. */
export function refill(node, ...children) {
  const key = node.contains(document.activeElement) ? document.activeElement.dataset?.key : undefined;
  node.replaceChildren(...children.flat(Infinity).filter((child) => child));
  focusKey(node, key);
}

/** Put `next` where `old` is, keeping keyboard focus on the control with the same data-key. */
export function swap(old, next) {
  const key = old.contains(document.activeElement) ? document.activeElement.dataset?.key : undefined;
  old.replaceWith(next);
  focusKey(next, key);
}

function focusKey(node, key) {
  if (key === undefined) return;
  for (const candidate of node.querySelectorAll("[data-key]")) {
    if (candidate.dataset.key === key && !candidate.disabled) return candidate.focus({ preventScroll: true });
  }
}

export function announce(text) {
  document.getElementById("announcer").textContent = text;
}

let counter = 0;
export const freshId = (stem) => `${stem}-${++counter}`;

/** A calm colour for a person, from their id. */
export const hue = (id) => Number(BigInt(id || 0) % 997n) * 47 % 360;

export function initials(name) {
  const parts = String(name).split(/\s+/).filter(Boolean);
  return ((parts[0]?.[0] ?? "?") + (parts[1]?.[0] ?? "")).toUpperCase();
}

export function avatar(id, name, isBot) {
  const node = el("span", { class: isBot ? "avatar bot" : "avatar", "aria-hidden": "true" }, isBot ? icon("ring") : initials(name));
  if (!isBot) node.style.setProperty("--hue", hue(id));
  return node;
}

/** Let the person keep a text as a file. */
export function saveText(text, name) {
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type: "text/plain" })), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}
