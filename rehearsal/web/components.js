// Buttons, selects, texts, sections, containers, pictures: the components of a message.
import { el, button, freshId, refill } from "./dom.js";
import { icon } from "./icons.js";
import { blocks, placeIn } from "./markdown.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium" };
export const emojiText = (emoji) => (emoji?.id ? `:${emoji.name}:` : emoji?.name ?? "");

/** Nodes for a list of components. `context`: names, message, busy (custom ids that wait), press(id), choose(id, values), pane. */
export function components(list, context) {
  return list.map((component) => node(component, context));
}

function node(component, context) {
  switch (component.type) {
    case 1: return el("div", { class: "row" }, components(component.components, context));
    case 2: return pressable(component, context);
    case 3: case 5: case 6: case 7: case 8: return select(component, context);
    case 9: return el("div", { class: "section" },
      el("div", { class: "section-text" }, components(component.components, context)), node(component.accessory, context));
    case 10: return el("div", { class: "text" }, blocks(component.content, context.names));
    case 11: return picture(component.media, component.description, component.spoiler, "thumbnail");
    case 12: return el("div", { class: "gallery" },
      component.items.map((item) => picture(item.media, item.description, item.spoiler, "gallery-item")));
    case 13: return fileLink(component.name ?? "file", component.file.url);
    case 14: return el("hr", { class: `separator spacing${component.spacing ?? 1}${component.divider === false ? " bare" : ""}` });
    case 17: return container(component, context);
    default: return el("p", { class: "small-print" }, `(a part of kind ${component.type}, which this page does not draw)`);
  }
}

function container(component, context) {
  const inside = components(component.components, context);
  const box = el("div", { class: "container" }, inside);
  if (component.accent_color !== null && component.accent_color !== undefined) {
    box.style.setProperty("--accent", `#${component.accent_color.toString(16).padStart(6, "0")}`);
    box.classList.add("accented");
  }
  return component.spoiler ? hidden(box, "Hidden part") : box;
}

function pressable(component, context) {
  const label = [emojiText(component.emoji), component.label].filter(Boolean).join(" ");
  if (component.style === 5) {
    const local = placeIn(component.url);
    if (local) return button(label, () => context.names.open(...local), { class: "press link", data: { key: component.url } });
    return el("a", { class: "press link", href: component.url, target: "_blank", rel: "noreferrer noopener" }, label, " ↗");
  }
  const waits = context.busy.has(component.custom_id);
  return button(waits ? [el("span", { class: "unseen" }, `${label}, `), dots()] : label || "(no label)",
    () => context.press(component.custom_id), {
      class: `press ${STYLES[component.style] ?? "secondary"}`, disabled: Boolean(component.disabled) || waits,
      data: { key: component.custom_id },
    });
}

export const dots = () => el("span", { class: "dots", role: "img", "aria-label": "waiting" }, el("i"), el("i"), el("i"));

/** The choices of a select: strings as given, people, roles and channels as this person knows them. */
export function choices(component, pane) {
  const preset = new Set((component.default_values ?? []).map((value) => value.id));
  const entry = (id, label, description) => ({ value: id, label, description, default: preset.has(id) });
  if (component.type === 3) return component.options.map((option) => ({ ...option, label: [emojiText(option.emoji), option.label].filter(Boolean).join(" ") }));
  const people = () => pane.members().map((member) => entry(member.id, member.shown, `@${member.name}`));
  const roles = () => pane.roles().map((role) => entry(role.id, `@${role.name.replace(/^@/, "")}`));
  if (component.type === 5) return people();
  if (component.type === 6) return roles();
  if (component.type === 7) return [...people(), ...roles()];
  const kinds = component.channel_types;
  return pane.channels().filter((channel) => !kinds?.length || kinds.includes(channel.type))
    .map((channel) => entry(channel.id, `#${channel.name}`));
}

function select(component, context) {
  const many = (component.max_values ?? 1) > 1 || (component.min_values ?? 1) === 0;
  const waits = context.busy.has(component.custom_id);
  const box = el("div", { class: "select" });
  const list = picker(component, context.pane, (values) => { open(false); context.choose(component.custom_id, values); }, many);
  const chosen = choices(component, context.pane).filter((choice) => choice.default).map((choice) => choice.label);
  const head = button(waits ? dots() : chosen.length ? chosen.join(", ") : component.placeholder || "Make a selection",
    () => open(list.hidden), { class: "select-head", disabled: Boolean(component.disabled) || waits, "aria-haspopup": "listbox",
      "aria-expanded": "false", data: { key: component.custom_id }, "aria-label": component.placeholder || "Make a selection" });
  function open(yes) {
    list.hidden = !yes;
    head.setAttribute("aria-expanded", String(yes));
    if (yes) list.querySelector("input, [role=option]")?.focus();
    else head.focus();
  }
  list.hidden = true;
  box.addEventListener("keydown", (event) => { if (event.key === "Escape" && !list.hidden) { event.stopPropagation(); open(false); } });
  box.append(head, list);
  return box;
}

/** A list of options: one to press, or several to tick and send. */
function picker(component, pane, done, many) {
  const all = choices(component, pane);
  const picked = new Set(all.filter((choice) => choice.default).map((choice) => choice.value));
  const options = el("div", { class: "options", role: many ? "group" : "listbox", "aria-label": component.placeholder || "Choices" });
  const draw = (needle) => refill(options, all
    .filter((choice) => choice.label.toLowerCase().includes(needle))
    .slice(0, 100)
    .map((choice) => many ? tick(choice) : option(choice)));
  const option = (choice) => button([el("span", {}, choice.label), choice.description ? el("small", {}, choice.description) : null],
    () => done([choice.value]), { class: "option", role: "option", "aria-selected": String(picked.has(choice.value)), data: { key: choice.value } });
  const tick = (choice) => {
    const box = el("input", { type: "checkbox", checked: picked.has(choice.value), on: { change: () => { box.checked ? picked.add(choice.value) : picked.delete(choice.value); } } });
    return el("label", { class: "option" }, box, el("span", {}, choice.label), choice.description ? el("small", {}, choice.description) : null);
  };
  const list = el("div", { class: "select-list" });
  if (all.length > 8) {
    list.append(el("input", { type: "search", class: "filter", placeholder: "Find", "aria-label": "Find a choice",
      on: { input: (event) => draw(event.target.value.toLowerCase()) } }));
  }
  draw("");
  list.append(options);
  if (many) list.append(button("Done", () => done([...picked]), { class: "press primary" }));
  list.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [...list.querySelectorAll("input, .option")].filter((stop) => stop.tagName !== "LABEL");
    const at = stops.indexOf(document.activeElement);
    stops[(at + (event.key === "ArrowDown" ? 1 : -1) + stops.length) % stops.length]?.focus();
    event.preventDefault();
  });
  return list;
}

/** A picture from this rehearsal, with its description read aloud; anything from elsewhere stays words. */
export function picture(media, description, isSpoiler, kind) {
  const url = media?.proxy_url ?? media?.url ?? "";
  const words = description || "A picture without a description";
  if (!url.startsWith(`${location.origin}/cdn/`)) return el("p", { class: "small-print" }, `(picture from elsewhere, not loaded: ${words})`);
  const image = el("img", { src: url, alt: words, class: kind, loading: "lazy", title: words });
  return isSpoiler ? hidden(image, "Hidden picture") : image;
}

export function fileLink(name, url) {
  if (!url?.startsWith(`${location.origin}/cdn/`)) return el("span", { class: "file" }, icon("file"), name);
  return el("a", { class: "file", href: url, target: "_blank", rel: "noreferrer noopener", download: name }, icon("file"), name);
}

function hidden(inside, label) {
  const holder = el("div", { class: "veiled" });
  holder.append(button(`${label}: show`, () => holder.replaceChildren(inside), { class: "press secondary" }));
  return holder;
}

export { freshId };
