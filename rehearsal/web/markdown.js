// A small subset of Discord's Markdown, built as nodes. Nothing is ever parsed as HTML.
import { el, button } from "./dom.js";

const INLINE = new RegExp([
  "\\\\(?<escaped>[^a-zA-Z0-9\\s])",
  "(?<fence>```(?:[a-z]*\\n)?(?<fenced>[\\s\\S]+?)```)",
  "(?<code>`(?<coded>[^`\\n]+)`)",
  "<(?<mention>@&|@!?|#)(?<id>\\d{1,20})>",
  "</(?<command>[^:>]{1,100}):\\d+>",
  "<(?<phone>\\+\\d{4,20})>",
  "<a?:(?<emoji>\\w{2,32}):\\d+>",
  "<t:(?<seconds>-?\\d{1,13})(?::(?<style>[tTdDfFR]))?>",
  "\\[(?<label>[^\\[\\]]+)\\]\\(<?(?<target>https?:\\/\\/[^\\s()<>]+)>?\\)",
  "<?(?<url>https?:\\/\\/[^\\s<>]+[^\\s<>.,:;\"')\\]])>?",
  "\\|\\|(?<spoiler>[\\s\\S]+?)\\|\\|",
  "\\*\\*\\*(?<boldItalic>[\\s\\S]+?)\\*\\*\\*",
  "\\*\\*(?<bold>[\\s\\S]+?)\\*\\*",
  "__(?<underline>[\\s\\S]+?)__",
  "~~(?<strike>[\\s\\S]+?)~~",
  "\\*(?<italic>[^\\s*](?:[\\s\\S]*?[^\\s*])?)\\*",
  "(?<![\\w])_(?<italicLow>[^\\s_](?:[\\s\\S]*?[^\\s_])?)_(?![\\w])",
  "(?<everyone>@everyone|@here)",
].join("|"), "g");

const WRAPPED = { bold: "strong", underline: "u", strike: "s", italic: "em", italicLow: "em" };

/** Nodes for inline text. `names` has user(id), role(id), channel(id) -> text, open(channelId, messageId) and now(). */
export function inline(text, names, depth = 0) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > last) nodes.push(text.slice(last, match.index));
    nodes.push(piece(match.groups, match[0], names, depth));
    last = match.index + match[0].length;
  }
  if (last < text.length) nodes.push(text.slice(last));
  return nodes;
}

function piece(found, whole, names, depth) {
  if (depth > 6) return whole;
  const inner = (text) => inline(text, names, depth + 1);
  if (found.escaped) return found.escaped;
  if (found.fence) return el("pre", {}, el("code", {}, found.fenced));
  if (found.code) return el("code", {}, found.coded);
  if (found.mention) return mention(found.mention, found.id, names);
  if (found.command) return el("span", { class: "mention" }, `/${found.command}`);
  if (found.phone) return el("a", { href: `tel:${found.phone}` }, found.phone);
  if (found.emoji) return `:${found.emoji}:`;
  if (found.seconds) return moment(Number(found.seconds), found.style ?? "f", names.now());
  if (found.label) return link(found.target, inner(found.label), names);
  if (found.url) return link(found.url, [found.url], names);
  if (found.spoiler) return spoiler(inner(found.spoiler));
  if (found.boldItalic) return el("strong", {}, el("em", {}, inner(found.boldItalic)));
  if (found.everyone) return el("span", { class: "mention" }, found.everyone);
  for (const [name, tag] of Object.entries(WRAPPED)) if (found[name]) return el(tag, {}, inner(found[name]));
  return whole;
}

function mention(kind, id, names) {
  if (kind === "#") return button(`#${names.channel(id)}`, () => names.open(id), { class: "mention" });
  return el("span", { class: "mention" }, `@${(kind === "@&" ? names.role(id) : names.user(id)).replace(/^@/, "")}`);
}

/** The channel and message that a link of Discord's points at, which is a place here; null for any other link. */
export function placeIn(target) {
  const found = target?.match(/^https:\/\/(?:\w+\.)?discord\.com\/channels\/(?:\d+|@me)\/(\d+)(?:\/(\d+))?$/);
  return found ? [found[1], found[2]] : null;
}

function link(target, label, names) {
  const local = placeIn(target);
  if (local) {
    const shown = label.length === 1 && label[0] === target ? [names.jump(local[0])] : label;
    return button(shown, () => names.open(...local), { class: "mention" });
  }
  return el("a", { href: target, target: "_blank", rel: "noreferrer noopener" }, label);
}

function spoiler(inside) {
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text, press to show" },
    el("span", { class: "inside", "aria-hidden": "true" }, inside));
  const show = () => {
    node.classList.add("shown");
    node.removeAttribute("aria-label");
    node.removeAttribute("role");
    node.firstChild.removeAttribute("aria-hidden");
  };
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); show(); } });
  return node;
}

const STYLES = {
  t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" },
};

export function momentText(seconds, style, now) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return "an invalid date";
  if (style !== "R") return new Intl.DateTimeFormat("en-GB", STYLES[style]).format(date);
  const away = seconds - now / 1000;
  const steps = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const [unit, size] = steps.find(([, length]) => Math.abs(away) >= length) ?? steps.at(-1);
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.trunc(away / size), unit);
}

function moment(seconds, style, now) {
  const full = momentText(seconds, "F", now);
  return el("time", { class: "moment", title: full, data: { seconds: String(seconds), style } }, momentText(seconds, style, now));
}

/** Nodes for a whole text: paragraphs, headings, small print, quotes, lists, code. */
export function blocks(text, names) {
  const nodes = [];
  const parts = text.split(/(```[\s\S]+?```)/);
  for (const part of parts) {
    if (part.startsWith("```") && part.length > 6) nodes.push(...inline(part, names));
    else nodes.push(...lines(part, names));
  }
  return nodes;
}

function lines(text, names) {
  const nodes = [];
  let group = null;
  const open = (kind, make) => {
    if (group?.kind !== kind) { group = { kind, node: make() }; nodes.push(group.node); }
    return group.node;
  };
  for (const line of text.split("\n")) {
    const heading = line.match(/^(#{1,3}) +(.+)/);
    const small = line.match(/^-# +(.+)/);
    const quote = line.match(/^>(?:>>)? (.*)/);
    const item = line.match(/^ *[-*] +(.+)/);
    const step = line.match(/^ *(\d+)\. +(.+)/);
    if (heading) { nodes.push(el("p", { class: `heading h${heading[1].length}`, role: "heading", "aria-level": "3" }, inline(heading[2], names))); group = null; }
    else if (small) { nodes.push(el("p", { class: "small-print" }, inline(small[1], names))); group = null; }
    else if (quote) open("quote", () => el("blockquote")).append(el("p", {}, inline(quote[1], names)));
    else if (item) open("list", () => el("ul")).append(el("li", {}, inline(item[1], names)));
    else if (step) open("steps", () => el("ol", { start: step[1] })).append(el("li", {}, inline(step[2], names)));
    else if (!line.trim()) group = null;
    else {
      const node = open("text", () => el("p"));
      if (node.childNodes.length) node.append(el("br"));
      node.append(...inline(line, names));
    }
  }
  return nodes;
}
