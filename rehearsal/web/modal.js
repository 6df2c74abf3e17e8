// The form that the bot opens for a person: every kind of field, checked as Discord's client checks it.
import { el, button, freshId } from "./dom.js";
import { blocks } from "./markdown.js";
import { choices } from "./components.js";

/** The form's element. `send(fields, files)` and `close()` are told what the person decides. */
export function modalNode(modal, pane, { send, close }) {
  const heading = freshId("form");
  const fields = [];
  const problem = el("p", { class: "problem", role: "alert" });
  const rows = modal.components.map((component) => row(component, pane, fields));
  const form = el("form", { novalidate: true, on: { submit: (event) => { event.preventDefault(); submit(); } } },
    rows, problem,
    el("div", { class: "form-end" }, button("Cancel", close, { class: "press secondary" }),
      el("button", { type: "submit", class: "press primary" }, "Submit")));
  const node = el("section", { class: "modal", role: "dialog", "aria-labelledby": heading },
    el("div", { class: "sheet" }, el("h2", { id: heading }, modal.title), form,
      el("p", { class: "small-print" }, "This form goes to the bot. Never put a password in it.")));
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); close(); }
    if (event.key === "Tab") keepInside(event, node);
  });
  async function submit() {
    const values = {}, files = {};
    for (const field of fields) {
      const wrong = field.wrong?.();
      if (wrong) { problem.textContent = wrong; field.focus(); return; }
      const value = await field.value();
      if (field.file) files[field.id] = value;
      else if (value !== undefined) values[field.id] = value;
    }
    try { await send(values, files); } catch (error) { problem.textContent = error.message; }
  }
  setTimeout(() => node.querySelector("input, textarea, select, button")?.focus(), 0);
  return node;
}

function keepInside(event, node) {
  const stops = [...node.querySelectorAll("input, textarea, select, button")].filter((stop) => !stop.disabled);
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement === edge) { event.preventDefault(); (event.shiftKey ? stops.at(-1) : stops[0]).focus(); }
}

function row(component, pane, fields) {
  if (component.type === 10) return el("div", { class: "text" }, blocks(component.content, pane.names));
  if (component.type === 1) return el("div", {}, component.components.map((child) => labelled(child.label, null, child, pane, fields)));
  if (component.type === 18) return labelled(component.label, component.description, component.component, pane, fields);
  return null;
}

function labelled(label, description, component, pane, fields) {
  const id = freshId("field"), hint = freshId("hint");
  const required = component.type === 23 ? false : component.required ?? true;
  const field = { id: component.custom_id, focus: () => document.getElementById(id)?.focus() };
  fields.push(field);
  const control = CONTROLS[component.type]?.(component, { id, field, label, required, pane, hint: description ? hint : undefined });
  const mark = required ? el("span", { class: "required", "aria-hidden": "true" }, " *") : el("span", { class: "small-print" }, " (optional)");
  const grouped = component.type === 21 || component.type === 22;
  return el(grouped ? "fieldset" : "div", { class: "field", id: grouped ? id : undefined, tabindex: grouped ? "-1" : undefined },
    component.type === 23 ? null : el(grouped ? "legend" : "label", grouped ? {} : { for: id }, label, mark),
    description ? el("p", { class: "hint", id: hint }, description) : null,
    control);
}

const missing = (label) => `“${label}” needs an answer.`;

const CONTROLS = {
  4(component, { id, field, label, required, hint }) {
    const shared = { id, placeholder: component.placeholder, maxlength: component.max_length, required, "aria-describedby": hint };
    const input = component.style === 2 ? el("textarea", { ...shared, rows: "4" }) : el("input", { type: "text", autocomplete: "off", ...shared });
    input.value = component.value ?? "";
    field.value = () => input.value;
    field.wrong = () => {
      if (required && !input.value.trim()) return missing(label);
      if (input.value && input.value.length < (component.min_length ?? 0)) return `“${label}” needs ${component.min_length} characters or more.`;
      return null;
    };
    return input;
  },
  21(component, { id, field, label, required }) {
    const name = freshId("radio");
    const boxes = component.options.map((option) => ({ option, box: el("input", { type: "radio", name, value: option.value, checked: Boolean(option.default) }) }));
    field.value = () => boxes.find(({ box }) => box.checked)?.option.value;
    field.wrong = () => required && field.value() === undefined ? missing(label) : null;
    return boxes.map(({ option, box }) => ticked(box, option));
  },
  22(component, { field, label, required }) {
    const boxes = component.options.map((option) => ({ option, box: el("input", { type: "checkbox", checked: Boolean(option.default) }) }));
    field.value = () => boxes.filter(({ box }) => box.checked).map(({ option }) => option.value);
    field.wrong = () => required && !field.value().length ? missing(label) : null;
    return boxes.map(({ option, box }) => ticked(box, option));
  },
  23(component, { id, field, label }) {
    const box = el("input", { type: "checkbox", id, checked: Boolean(component.default) });
    field.value = () => box.checked;
    return el("label", { class: "tick" }, box, el("span", {}, label));
  },
  19(component, { id, field, label, required }) {
    const input = el("input", { type: "file", id, multiple: (component.max_values ?? 1) > 1 });
    field.file = true;
    field.value = () => readFiles(input.files);
    field.wrong = () => required && !input.files.length ? missing(label) : null;
    return input;
  },
};
for (const kind of [3, 5, 6, 7, 8]) CONTROLS[kind] = choose;

function choose(component, { id, field, label, required, pane, hint }) {
  const many = (component.max_values ?? 1) > 1;
  const all = choices(component, pane);
  const input = el("select", { id, multiple: many, size: many ? String(Math.min(all.length, 6)) : undefined, "aria-describedby": hint },
    many ? null : el("option", { value: "" }, component.placeholder || "Make a selection"),
    all.map((choice) => el("option", { value: choice.value, selected: Boolean(choice.default) }, choice.description && component.type === 3 ? `${choice.label}: ${choice.description}` : choice.label)));
  field.value = () => [...input.selectedOptions].map((option) => option.value).filter(Boolean);
  field.wrong = () => {
    const count = field.value().length;
    if (required && !count) return missing(label);
    if (count > (component.max_values ?? 1)) return `Choose ${component.max_values} at most for “${label}”.`;
    return null;
  };
  return input;
}

const ticked = (box, option) => el("label", { class: "tick" }, box, el("span", {}, option.label), option.description ? el("small", {}, option.description) : null);

export async function readFiles(list) {
  return Promise.all([...list].map(async (file) => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    let text = "";
    for (let start = 0; start < bytes.length; start += 32768) text += String.fromCharCode(...bytes.subarray(start, start + 32768));
    return { name: file.name, base64: btoa(text) };
  }));
}
