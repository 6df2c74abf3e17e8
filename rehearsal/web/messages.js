// One message as Discord shows it to one person.
import { el, button, avatar } from "./dom.js";
import { icon } from "./icons.js";
import { blocks, inline } from "./markdown.js";
import { components, dots, emojiText, fileLink, picture } from "./components.js";

const SYSTEM = { 6: "pinned a message.", 7: "came in. Say hello!", 18: "started a thread:", 24: "was stopped by the word filter.", 46: "The poll has ended." };

const LAYOUT = 1 << 15;

/** The element of a message. `context` as for components, plus reply(), menu(anchor), react(emoji), open(channel), find(id). */
export function messageNode(message, context) {
  const bot = Boolean(message.author.bot);
  const time = new Date(message.timestamp);
  const classes = ["message", message.private && "private", message.pings_me && "pings", context.joined && "joined"].filter(Boolean);
  const head = el("header", {},
    el("span", { class: "author" }, message.shown_author), bot ? el("span", { class: "tag" }, "APP") : null,
    el("time", { datetime: message.timestamp, title: time.toLocaleString() }, clockText(time, context.names.now())));
  const body = el("div", { class: "body" }, system(message, context) ?? content(message, context));
  const node = el("article", { class: classes.join(" "), "aria-label": `${message.shown_author}, ${clockText(time, context.names.now())}`, data: { id: message.id } },
    replied(message, context), used(message),
    avatar(message.author.id, message.shown_author, bot),
    el("div", { class: "main" }, head, body, reactions(message, context), threadLink(message, context), notes(message, context)),
    tools(message, context));
  node.addEventListener("contextmenu", (event) => { event.preventDefault(); context.menu(node.querySelector(".more")); });
  return node;
}

export function clockText(time, now) {
  const clock = time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(time).setHours(0, 0, 0, 0)) / 86400000);
  if (days === 0) return clock;
  if (days === 1) return `yesterday ${clock}`;
  return `${time.toLocaleDateString([], { day: "numeric", month: "short" })} ${clock}`;
}

function system(message, context) {
  if (!(message.type in SYSTEM)) return null;
  const text = SYSTEM[message.type];
  return el("p", { class: "system" }, message.type === 18 ? [`${text} `, el("strong", {}, message.content)] : text);
}

function content(message, context) {
  if (message.thinking) return el("p", { class: "thinking" }, `${message.shown_author} is thinking… `, dots());
  const parts = [];
  if (message.content) parts.push(el("div", { class: "text" }, blocks(message.content, context.names)));
  if (message.edited_timestamp && message.content) parts.push(el("span", { class: "edited" }, "(edited)"));
  for (const snapshot of message.message_snapshots ?? []) {
    parts.push(el("blockquote", { class: "forwarded" }, el("p", { class: "small-print" }, "Forwarded"),
      blocks(snapshot.message.content ?? "", context.names), components(snapshot.message.components ?? [], { ...context, frozen: true })));
  }
  // The files of a layout are seen where its parts put them, and nowhere else.
  for (const file of message.flags & LAYOUT ? [] : message.attachments ?? []) {
    parts.push(file.content_type?.startsWith("image/") ? picture(file, file.description ?? file.filename, false, "attached") : fileLink(file.filename, file.url));
  }
  for (const item of message.embeds ?? []) parts.push(embed(item, context));
  if (message.poll) parts.push(poll(message, context));
  parts.push(...components(message.components ?? [], context));
  return parts;
}

function embed(item, context) {
  const box = el("div", { class: "embed" },
    item.author?.name ? el("p", { class: "small-print" }, item.author.name) : null,
    item.title ? el("p", { class: "embed-title" }, inline(item.title, context.names)) : null,
    item.description ? el("div", { class: "text" }, blocks(item.description, context.names)) : null,
    item.fields?.length ? el("dl", {}, item.fields.map((field) => el("div", { class: field.inline ? "beside" : "" },
      el("dt", {}, inline(field.name, context.names)), el("dd", {}, blocks(field.value, context.names))))) : null,
    item.image ? picture(item.image, item.image.description, false, "attached") : null,
    item.footer?.text ? el("p", { class: "small-print" }, item.footer.text) : null);
  if (item.color) box.style.setProperty("--accent", `#${item.color.toString(16).padStart(6, "0")}`);
  return box;
}

function poll(message, context) {
  const { poll: asked } = message;
  const counts = new Map(asked.results.answer_counts.map((count) => [count.id, count]));
  const over = asked.results.is_finalized;
  const mine = new Set(asked.results.answer_counts.filter((count) => count.me_voted).map((count) => count.id));
  const set = (id) => {
    const next = new Set(mine);
    if (next.has(id)) next.delete(id); else { if (!asked.allow_multiselect) next.clear(); next.add(id); }
    context.vote([...next]);
  };
  return el("fieldset", { class: "poll" }, el("legend", {}, asked.question.text),
    asked.answers.map((answer) => {
      const count = counts.get(answer.answer_id)?.count ?? 0;
      return button([el("span", {}, [emojiText(answer.poll_media.emoji), answer.poll_media.text].filter(Boolean).join(" ")), el("span", { class: "count" }, `${count} ${count === 1 ? "vote" : "votes"}`)],
        () => set(answer.answer_id), { class: "answer", disabled: over, "aria-pressed": String(mine.has(answer.answer_id)), data: { key: `vote-${answer.answer_id}` } });
    }),
    el("p", { class: "small-print" }, over ? "The poll has ended." : `Ends ${new Date(asked.expiry).toLocaleString([], { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" })}. ${asked.allow_multiselect ? "Choose one or more." : "Choose one."}`));
}

function reactions(message, context) {
  if (!message.reactions?.length) return null;
  return el("div", { class: "reactions" }, message.reactions.map((reaction) => {
    const emoji = reaction.emoji.id ? `${reaction.emoji.name}:${reaction.emoji.id}` : reaction.emoji.name;
    const who = (message.reactors?.[emoji] ?? []).join(", ");
    return button(`${emojiText(reaction.emoji)} ${reaction.count}`, () => context.react(emoji, reaction.me),
      { class: "reaction", "aria-pressed": String(reaction.me), title: who, "aria-label": `${emojiText(reaction.emoji)}, ${reaction.count}: ${who}`, data: { key: `react-${emoji}` } });
  }));
}

function replied(message, context) {
  if (message.type !== 19) return null;
  const target = message.referenced_message;
  return el("p", { class: "replied" }, "↱ ", target
    ? [el("strong", {}, target.author.global_name ?? target.author.username), ` ${(target.content || "a message").slice(0, 90)}`]
    : "the message it answers is gone");
}

function used(message) {
  const asked = message.interaction_metadata;
  if (!asked || asked.type !== 2 || !asked.user) return null;
  return el("p", { class: "replied" }, "↱ ", el("strong", {}, asked.user.global_name ?? asked.user.username), asked.name ? ` used /${asked.name}` : " used a command");
}

function threadLink(message, context) {
  if (!message.thread) return null;
  return button("Open the thread ›", () => context.open(message.thread), { class: "thread-link", data: { key: "thread" } });
}

function notes(message, context) {
  const failed = context.failed;
  return [
    failed ? el("p", { class: "failed", role: "alert" }, icon("warning"), failed) : null,
    message.private ? el("p", { class: "only-you" }, icon("eye"), "Only you can see this. ",
      button("Dismiss", context.dismiss, { class: "plain", data: { key: "dismiss" } })) : null,
  ];
}

function tools(message, context) {
  return el("div", { class: "tools" }, button("⋯", (event) => context.menu(event.currentTarget),
    { class: "more", "aria-label": `More about the message of ${message.shown_author}`, "aria-haspopup": "menu", data: { key: "more" } }));
}
