// One person's Discord: who they are, where they may be, what is said there, and where they write.
import { el, button, avatar, refill, swap, announce, freshId } from "./dom.js";
import { messageNode } from "./messages.js";
import { modalNode } from "./modal.js";
import { icon } from "./icons.js";
import { dots } from "./components.js";
import { Composer } from "./composer.js";
import { closeMenu, openMenu } from "./menu.js";

const EMOJI = ["❤️", "👍", "🌱", "🎉", "🫂", "🕯️"];
const STATUSES = { online: "Online", idle: "Idle", dnd: "Do not disturb", offline: "Offline" };
const compare = (a, b) => (BigInt(a) < BigInt(b) ? -1 : 1);

export class Pane {
  #openPlace = new Map();
  #offers = null;

  /** `app` has link, now(), everybody(), switchTo(pane, id), side. */
  constructor(app, side) {
    this.app = app;
    this.side = side;
    this.person = null;
    this.view = null;
    this.place = null;
    this.unread = new Map();
    this.nodes = new Map();
    this.typing = new Map();
    this.names = {
      user: (id) => this.members().find((member) => member.id === id)?.shown ?? app.everybody().find((user) => user.id === id)?.shown ?? "unknown-user",
      role: (id) => this.roles().find((role) => role.id === id)?.name ?? "deleted-role",
      channel: (id) => this.channels().find((channel) => channel.id === id)?.name ?? "unknown",
      jump: (id) => `#${this.channels().find((channel) => channel.id === id)?.name ?? "a place you cannot see"}`,
      open: (id, message) => this.open(id, message),
      now: () => app.now(),
    };
    this.#build();
  }

  #build() {
    const whoId = freshId("who");
    this.who = el("select", { id: whoId, on: { change: () => this.app.switchTo(this, this.who.value) } });
    this.roleNote = el("span", { class: "role-note" });
    this.treeButton = button("☰", () => this.#drawer(), { class: "icon tree-button", "aria-label": "Channels and people", "aria-expanded": "false" });
    this.title = el("h2", { class: "place-title" });
    this.topic = el("p", { class: "topic" });
    this.tree = el("nav", { class: "tree", "aria-label": `Channels and people, ${this.side} person` });
    this.log = el("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0" });
    this.atEnd = true;
    this.log.addEventListener("scroll", () => { this.atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 90; }, { passive: true });
    new ResizeObserver(() => { if (this.atEnd) this.log.scrollTop = this.log.scrollHeight; }).observe(this.log);
    this.status = el("div", { class: "status", "aria-live": "polite" });
    this.composer = new Composer(this);
    this.toast = el("p", { class: "toast", role: "alert", hidden: true });
    this.stage = el("div", { class: "stage" });
    this.talk = el("div", { class: "talk" }, el("div", { class: "place-head" }, this.title, this.topic), this.log, this.status, this.toast, this.composer.node, this.stage);
    this.node = el("section", { class: `pane ${this.side}`, "aria-label": this.side === "first" ? "First person" : "Second person" },
      el("header", { class: "pane-head" }, this.treeButton, el("label", { for: whoId }, "You are"), this.who, this.roleNote),
      el("div", { class: "pane-body" }, this.tree, this.talk));
    this.node.addEventListener("keydown", (event) => { if (event.key === "Escape" && this.node.classList.contains("tree-open")) this.#drawer(false); });
  }

  #drawer(open = !this.node.classList.contains("tree-open")) {
    this.node.classList.toggle("tree-open", open);
    this.treeButton.setAttribute("aria-expanded", String(open));
    if (open) this.tree.querySelector("button")?.focus();
  }

  // ---- what others ask of a pane

  ask(what, about = {}) { return this.app.link.ask(what, { as: this.person, ...about }); }
  guild() { return this.view?.guilds[0]; }
  members() { return this.guild()?.members ?? []; }
  roles() { return (this.guild()?.roles ?? []).filter((role) => role.id !== this.guild().id); }
  channels() { return (this.guild()?.channels ?? []); }
  commands() { return this.#offers?.slash ?? []; }
  channel(id = this.place) { return [...this.channels(), ...(this.view?.dms ?? [])].find((channel) => channel.id === id); }
  told(error) {
    this.toast.textContent = error.message;
    this.toast.hidden = false;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => { this.toast.hidden = true; }, 7000);
  }
  async act(what, about) { try { return await this.ask(what, { channel: this.place, ...about }); } catch (error) { this.told(error); } }

  // ---- state in

  /** Take a whole view of a person. */
  show(person, view) {
    const changed = this.person !== person;
    if (changed) { this.unread.clear(); this.composer.box.value = ""; }
    this.person = person;
    this.view = view;
    this.drawWho();
    const wanted = this.#openPlace.get(person);
    const first = this.channels().find((channel) => channel.name === "general") ?? this.channels()[0];
    this.#arrange();
    this.open(this.channel(changed ? wanted : this.place)?.id ?? this.channel(wanted)?.id ?? first?.id ?? null, null, false);
    this.drawDesk();
  }

  drawWho() {
    refill(this.who, this.app.everybody().map((user) => el("option", { value: user.id, selected: user.id === this.person }, user.shown)));
    const roles = this.app.rolesOf(this.person);
    this.roleNote.textContent = roles.length ? roles.join(", ") : "Member";
  }

  heard(event) {
    if (!this.view) return;
    if (event.what === "message") this.#message(event);
    else if (event.what === "gone") this.#gone(event);
    else if (event.what === "place") this.#placeChanged(event.place);
    else if (event.what === "desk") { Object.assign(this.view, event.desk); this.drawDesk(); this.#refreshBusy(); }
    else if (event.what === "received") this.#received(event);
    else if (event.what === "typing") this.#typing(event);
  }

  #message({ channel, message, fresh }) {
    const list = (this.view.messages[channel] ??= []);
    const at = list.findIndex((known) => known.id === message.id);
    if (at >= 0) list[at] = message;
    else if (fresh || list.length === 0 || compare(list[0].id, message.id) < 0) { list.push(message); list.sort((a, b) => compare(a.id, b.id)); }
    if (channel === this.place) this.#drawMessage(message);
    this.typing.delete(message.author.id);
    this.drawStatus();
  }

  #gone({ channel, messages }) {
    const gone = new Set(messages);
    if (this.view.messages[channel]) this.view.messages[channel] = this.view.messages[channel].filter((message) => !gone.has(message.id));
    for (const id of gone) { this.nodes.get(id)?.remove(); this.nodes.delete(id); }
  }

  #placeChanged(place) {
    Object.assign(this.view, place);
    if (this.place && !this.channel()) this.open(this.channels()[0]?.id ?? null);
    else { this.#arrange(); this.#header(); }
  }

  #received({ kind, channel, by, text, pinged, place }) {
    if (["message", "private", "dm"].includes(kind) && channel !== this.place) {
      const unread = this.unread.get(channel) ?? { count: 0, pings: 0 };
      this.unread.set(channel, { count: unread.count + 1, pings: unread.pings + (pinged ? 1 : 0) });
      this.#arrange();
    }
    if (["message", "private", "dm"].includes(kind)) announce(`${this.view.me.shown}, ${kind === "private" ? "only you" : kind === "dm" ? "direct message" : `#${place}`}: ${by}: ${text}`);
    if (kind === "failed") announce(`${this.view.me.shown}: this interaction failed`);
  }

  #typing({ channel, who }) {
    if (channel !== this.place) return;
    clearTimeout(this.typing.get(who));
    this.typing.set(who, setTimeout(() => { this.typing.delete(who); this.drawStatus(); }, 9000));
    this.drawStatus();
  }

  offered(offers) { this.#offers = offers; }

  // ---- places

  #arrange() {
    if (!this.view) return;
    const guild = this.guild();
    const parts = [];
    if (guild) {
      parts.push(el("h2", { class: "guild-name" }, guild.name));
      const threads = this.channels().filter((channel) => channel.type >= 10 && channel.type <= 12);
      const rooms = this.channels().filter((channel) => channel.type < 10 || channel.type > 12);
      const under = (id) => rooms.filter((channel) => channel.parent === id);
      const list = (items) => el("ul", {}, items.map((channel) => [this.#entry(channel), ...threads.filter((thread) => thread.parent === channel.id && (!thread.archived || thread.id === this.place)).map((thread) => this.#entry(thread))]));
      if (under(null).length) parts.push(list(under(null)));
      for (const [id, name] of Object.entries(guild.categories)) if (under(id).length) parts.push(el("h3", {}, name), list(under(id)));
    } else {
      parts.push(el("p", { class: "small-print" }, "Not in any server."), button("Join the server", () => this.act("join"), { class: "press primary" }));
    }
    parts.push(el("h3", {}, "Direct messages"));
    parts.push(this.view.dms.length ? el("ul", {}, this.view.dms.map((channel) => this.#entry(channel))) : el("p", { class: "small-print" }, "None yet."));
    parts.push(el("label", { class: "tick" }, el("input", { type: "checkbox", data: { key: "shut" }, checked: this.view.dms_shut, on: { change: (event) => this.act("shut_dms", { shut: event.target.checked }).then(() => { this.view.dms_shut = event.target.checked; }) } }), el("span", {}, "Refuse direct messages")));
    const statusId = freshId("status");
    parts.push(el("p", { class: "seen" }, el("label", { for: statusId }, "Seen as"), el("select", { id: statusId, data: { key: "status" }, on: { change: (event) => this.act("status", { status: event.target.value }) } }, Object.entries(STATUSES).map(([value, shown]) => el("option", { value, selected: value === this.view.status }, shown)))));
    if (guild) parts.push(el("h3", {}, `Members, ${guild.members.length}`), el("ul", { class: "members" }, guild.members.map((member) => this.#member(member))));
    refill(this.tree, parts);
  }

  #entry(channel) {
    const unread = this.unread.get(channel.id);
    const isThread = channel.type >= 10 && channel.type <= 12;
    const sign = channel.type === 1 ? icon("ring") : isThread ? icon("thread") : channel.private ? icon("lock") : "#";
    const here = channel.id === this.place;
    const node = button([el("span", { class: "sign", "aria-hidden": "true" }, sign), el("span", { class: "name" }, channel.name),
      unread?.pings ? el("span", { class: "badge", "aria-label": `${unread.pings} for you` }, unread.pings) : unread ? el("span", { class: "dot", role: "img", "aria-label": "unread" }) : null],
    () => { this.open(channel.id); this.#drawer(false); }, { class: `${isThread ? "thread " : ""}${unread ? "unread" : ""}`, "aria-current": here ? "page" : undefined, data: { key: channel.id } });
    return el("li", {}, node);
  }

  #member(member) {
    const names = this.roles().filter((role) => member.roles.includes(role.id)).map((role) => role.name);
    const owner = member.id === this.guild().owner;
    return el("li", {}, button([avatar(member.id, member.shown, member.bot), el("span", { class: "name" }, member.shown, el("small", {}, [owner && "Owner", ...names, member.bot && "App", member.timed_out && "timed out", member.status !== "online" && STATUSES[member.status].toLowerCase()].filter(Boolean).join(", ")))],
      (event) => this.#personMenu(event.currentTarget, member), { class: "member", "aria-haspopup": "menu", data: { key: member.id } }));
  }

  #personMenu(anchor, member) {
    const rights = this.guild().rights;
    const items = [{ heading: member.shown }];
    if (!member.bot && member.id !== this.person) items.push({ label: `Be ${member.shown} here`, run: () => this.app.switchTo(this, member.id) });
    for (const name of this.#offers?.person ?? []) items.push({ label: `Apps: ${name}`, run: () => this.act("menu", { name, whom: member.id }) });
    const moderate = (how, more = {}) => () => this.act("moderate", { whom: member.id, how, ...more });
    if (member.id !== this.person) {
      if (rights.includes("moderate_members")) items.push({ label: member.timed_out ? "End the time-out" : "Time out for 10 minutes", run: moderate("time_out", { minutes: member.timed_out ? 0 : 10 }) });
      if (rights.includes("kick_members")) items.push({ label: "Kick", danger: true, run: moderate("kick") });
      if (rights.includes("ban_members")) items.push({ label: "Ban", danger: true, run: moderate("ban") });
    } else items.push({ label: "Leave the server", danger: true, run: () => this.act("leave") });
    if (rights.includes("manage_roles")) {
      for (const role of this.roles().filter((candidate) => !candidate.name.includes("Circlekeeper"))) {
        const has = member.roles.includes(role.id);
        items.push({ label: `${has ? "Take" : "Give"} role ${role.name}`, run: moderate(has ? "take_role" : "give_role", { role: role.id }) });
      }
    }
    openMenu(anchor, this.node, items);
  }

  /** Go to a channel or thread, perhaps to one message in it. */
  async open(id, message = null, focus = true) {
    closeMenu();
    if (id !== null && !this.channel(id)) { this.told(new Error("That place is not open to this person.")); return; }
    this.place = id;
    this.#openPlace.set(this.person, id);
    this.unread.delete(id);
    this.typing.clear();
    this.#arrange();
    this.#header();
    if (id && !this.view.messages[id]) this.view.messages[id] = (await this.ask("history", { channel: id }).catch(() => [])) ?? [];
    if (this.place !== id) return;
    this.#drawAll();
    this.loadOffers();
    if (message) this.#jump(message);
    else if (focus) this.composer.box.focus({ preventScroll: true });
    this.app.moved?.(this);
  }

  async loadOffers() {
    const id = this.place;
    if (!id) { this.#offers = null; return; }
    const offers = await this.ask("commands", { channel: id }).catch(() => null);
    if (id === this.place) this.#offers = offers;
  }

  #header() {
    const channel = this.channel();
    this.title.textContent = channel ? (channel.type === 1 ? channel.name : `#${channel.name}`) : "Nowhere";
    this.topic.textContent = channel?.archived ? "This thread is archived." : channel?.topic ?? "";
    const isThread = channel && channel.type >= 10 && channel.type <= 12;
    this.composer.place(channel, channel?.rights.includes(isThread ? "send_messages_in_threads" : "send_messages"));
    this.log.setAttribute("aria-label", channel ? `Messages in ${channel.name}, as ${this.view.me.shown}` : "Messages");
  }

  // ---- messages

  #busy(messageId) {
    const waiting = (this.view.pending ?? []).filter((item) => item.message === messageId && item.kind === 3);
    return new Set(waiting.length ? this.pressed?.get(messageId) ?? [] : []);
  }

  #context(message, previous) {
    const failure = (this.view.failures ?? []).find((item) => item.channel === this.place && item.message === message.id);
    const joined = previous && previous.author.id === message.author.id && ![19].includes(message.type) && !message.interaction_metadata && new Date(message.timestamp) - new Date(previous.timestamp) < 420000 && previous.private === message.private;
    return {
      names: this.names, pane: this, joined, failed: failure?.text, busy: this.#busy(message.id),
      press: (id) => this.#used(message, id, () => this.act("press", { message: message.id, button: id })),
      choose: (id, values) => this.#used(message, id, () => this.act("choose", { message: message.id, select: id, values })),
      vote: (answers) => this.act("vote", { message: message.id, answers }),
      react: (emoji, mine) => this.act(mine ? "unreact" : "react", { message: message.id, emoji }),
      open: (channel) => this.open(channel),
      dismiss: () => this.act("delete", { message: message.id }),
      menu: (anchor) => this.#messageMenu(anchor, message),
    };
  }

  #used(message, id, run) {
    (this.pressed ??= new Map()).set(message.id, [id]);
    return run();
  }

  #refreshBusy() {
    for (const message of this.view.messages[this.place] ?? []) {
      if (this.pressed?.has(message.id) || (this.view.failures ?? []).some((item) => item.message === message.id)) this.#drawMessage(message);
    }
    for (const id of this.pressed?.keys() ?? []) if (!(this.view.pending ?? []).some((item) => item.message === id)) this.pressed.delete(id);
  }

  #drawAll() {
    this.nodes.clear();
    const list = this.view.messages[this.place] ?? [];
    const channel = this.channel();
    const items = list.map((message, at) => this.#node(message, list[at - 1]));
    if (channel && !channel.rights.includes("read_message_history")) items.unshift(el("p", { class: "beginning" }, "You may not read what was said before."));
    else if (!items.length) items.push(el("p", { class: "beginning" }, channel ? "Nothing has been said here yet." : ""));
    this.log.replaceChildren(...items);
    this.log.scrollTop = this.log.scrollHeight;
  }

  #node(message, previous) {
    const node = messageNode(message, this.#context(message, previous));
    this.nodes.set(message.id, node);
    return node;
  }

  #drawMessage(message) {
    const list = this.view.messages[this.place] ?? [];
    const at = list.findIndex((known) => known.id === message.id);
    const old = this.nodes.get(message.id);
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 90;
    const next = this.#node(message, list[at - 1]);
    if (old) swap(old, next);
    else {
      this.log.querySelector(".beginning")?.remove();
      const after = at >= 0 ? this.nodes.get(list[at + 1]?.id) : null;
      this.log.insertBefore(next, after ?? null);
    }
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
    for (const image of next.querySelectorAll("img")) image.addEventListener("load", () => { if (atEnd) this.log.scrollTop = this.log.scrollHeight; }, { once: true });
  }

  #jump(id) {
    const node = this.nodes.get(id);
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.add("lit");
    setTimeout(() => node.classList.remove("lit"), 2500);
  }

  editLast() {
    const mine = (this.view?.messages[this.place] ?? []).filter((message) => message.mine).at(-1);
    if (mine) this.composer.edit(mine);
  }

  #messageMenu(anchor, message) {
    const rights = this.channel()?.rights ?? [];
    const items = [];
    if (rights.includes("add_reactions") && !message.private) items.push({ label: "React", row: EMOJI.map((emoji) => ({ label: emoji, name: `React with ${emoji}`, run: () => this.act("react", { message: message.id, emoji }) })) });
    if (!message.private) items.push({ label: "Reply", run: () => this.composer.replyTo(message) });
    if (message.mine) items.push({ label: "Edit", run: () => this.composer.edit(message) });
    if (!message.private && !message.thread && rights.includes("create_public_threads") && this.channel()?.type === 0) {
      items.push({ label: "Start a thread", run: async () => { const id = await this.act("thread", { message: message.id, name: (message.content || "A thread").slice(0, 60) }); if (id) setTimeout(() => this.open(id), 150); } });
    }
    if (!message.private) for (const channel of this.channels().filter((room) => room.type === 0 && room.id !== this.place && room.rights.includes("send_messages")).slice(0, 4)) items.push({ label: `Forward to #${channel.name}`, run: () => this.act("forward", { message: message.id, to: channel.id }) });
    for (const name of this.#offers?.message ?? []) items.push({ label: `Apps: ${name}`, run: () => this.act("menu", { name, message: message.id }) });
    if (message.private) items.push({ label: "Dismiss", run: () => this.act("delete", { message: message.id }) });
    else if (message.mine || rights.includes("manage_messages")) items.push({ label: "Delete", danger: true, run: () => this.act("delete", { message: message.id }) });
    openMenu(anchor, this.node, items);
  }

  // ---- what waits

  drawStatus() {
    const typing = [...this.typing.keys()].map((id) => this.names.user(id));
    const waiting = (this.view?.pending ?? []).filter((item) => item.channel === this.place && !item.message && item.kind !== 4);
    const failed = (this.view?.failures ?? []).filter((item) => item.channel === this.place && !item.message).at(-1);
    refill(this.status,
      waiting.map((item) => el("p", { class: "thinking" }, `${item.did} `, dots())),
      failed ? el("p", { class: "failed" }, icon("warning"), failed.text) : null,
      typing.length ? el("p", { class: "small-print" }, `${typing.join(", ")} ${typing.length === 1 ? "is" : "are"} typing…`) : null);
  }

  drawDesk() {
    this.drawStatus();
    const shown = this.stage.dataset.modal ?? "";
    const modal = this.view.modal;
    if ((modal?.id ?? "") === shown) return;
    this.stage.dataset.modal = modal?.id ?? "";
    if (!modal) { this.stage.replaceChildren(); this.composer.box.focus({ preventScroll: true }); return; }
    this.stage.replaceChildren(modalNode(modal, this, {
      send: (fields, files) => this.ask("submit", { fields, files }),
      close: () => this.act("close_modal"),
    }));
  }
}
