// Where a person writes: words, files, replies, and slash commands built from what the bot has synced.
import { el, button, freshId, refill, announce } from "./dom.js";
import { icon } from "./icons.js";
import { readFiles } from "./modal.js";

const NAMES = { 3: "text", 4: "whole number", 5: "yes or no", 6: "person", 7: "channel", 8: "role", 9: "person or role", 10: "number", 11: "file" };

export class Composer {
  #reply = null;
  #editing = null;
  #form = null;
  #typed = 0;

  /** `pane` has ask(), place, commands(), members(), roles(), channels(), told(error). */
  constructor(pane) {
    this.pane = pane;
    this.node = el("div", { class: "composer" });
    this.hint = freshId("commands");
    this.listId = freshId("list");
    this.box = el("textarea", { rows: "1", class: "box", "aria-label": "Message", "aria-autocomplete": "list", "aria-controls": this.listId,
      maxlength: "2000", on: { input: () => this.#input(), keydown: (event) => this.#key(event), blur: () => setTimeout(() => { if (!this.node.contains(document.activeElement)) this.#suggest([]); }, 150) } });
    this.list = el("div", { class: "suggestions", role: "listbox", id: this.listId, "aria-label": "Commands", hidden: true });
    this.note = el("p", { class: "composing", hidden: true });
    this.file = el("input", { type: "file", multiple: true, class: "unseen", tabindex: "-1", "aria-label": "Files to send", on: { change: () => this.#files() } });
    this.plain = el("div", { class: "entry" },
      button(icon("plus"), () => this.file.click(), { class: "icon", "aria-label": "Send a file" }), this.file, this.box,
      button(icon("send"), () => this.#send(), { class: "icon send", "aria-label": "Send" }));
    this.formHost = el("div", {});
    this.node.append(this.note, this.list, this.plain, this.formHost);
  }

  /** Show where words would go, and whether they may. */
  place(channel, may) {
    this.cancel();
    this.box.placeholder = !channel ? "Choose a channel" : may ? `Write in ${channel.type === 1 ? "" : "#"}${channel.name}, or type /` : `You may only read in #${channel.name}`;
    this.box.disabled = !channel || !may;
    this.box.setAttribute("aria-label", channel ? `Message in ${channel.name}` : "Message");
    this.plain.classList.toggle("off", this.box.disabled);
  }

  replyTo(message) {
    this.cancel();
    this.#reply = message;
    this.#noted(`Replying to ${message.shown_author}`);
  }

  edit(message) {
    this.cancel();
    this.#editing = message;
    this.box.value = message.content;
    this.#noted("Changing your message");
    this.#grow();
  }

  cancel() {
    this.#reply = this.#editing = null;
    this.note.hidden = true;
    this.#closeForm();
    this.#suggest([]);
  }

  /** Put words in the box, ready to be sent. */
  ready(words) {
    this.cancel();
    this.box.value = words;
    this.#grow();
    this.box.focus();
  }

  /** Start writing a command by its name, as the guide does. */
  begin(name) {
    this.cancel();
    const command = this.pane.commands().find((candidate) => candidate.name === name);
    if (command) this.#open(command);
    else { this.box.value = `/${name}`; this.#input(); this.box.focus(); }
  }

  #noted(text) {
    refill(this.note, el("span", {}, text), button("✕", () => { this.box.value = ""; this.cancel(); this.box.focus(); }, { class: "plain", "aria-label": "Stop" }));
    this.note.hidden = false;
    this.box.focus();
  }

  #grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 160)}px`;
  }

  #input() {
    this.#grow();
    const text = this.box.value;
    if (text.startsWith("/")) {
      const needle = text.slice(1).toLowerCase().trimEnd();
      const all = this.pane.commands();
      const found = all.filter((command) => command.name.startsWith(needle)).concat(all.filter((command) => !command.name.startsWith(needle) && command.name.includes(needle)));
      this.#suggest(found.slice(0, 25), all.length);
      return;
    }
    this.#suggest([]);
    if (text && Date.now() - this.#typed > 8000) { this.#typed = Date.now(); this.pane.ask("typing", { channel: this.pane.place }).catch(() => {}); }
  }

  #suggest(commands, all) {
    this.list.hidden = !commands.length && all === undefined;
    refill(this.list, commands.map((command) => button(
      [el("strong", {}, `/${command.name}`), el("small", {}, command.description)], () => this.#open(command), { class: "option", role: "option" })),
    all !== undefined && !commands.length ? el("p", { class: "small-print" }, all ? "No command of this name is offered to you here." : "The bot has offered no commands yet.") : null);
  }

  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (this.list.hidden && this.box.value.startsWith("/")) this.#input(); // it was typed before the commands were known, or left and come back to
      const first = this.list.querySelector(".option");
      if (!this.list.hidden && this.box.value.startsWith("/") && first) first.click();
      else this.#send();
    } else if (event.key === "Escape") { this.box.value = this.#editing ? "" : this.box.value; this.cancel(); }
    else if (event.key === "ArrowDown" && !this.list.hidden) { event.preventDefault(); this.list.querySelector(".option")?.focus(); }
    else if (event.key === "ArrowUp" && !this.box.value) { event.preventDefault(); this.pane.editLast(); }
  }

  async #send() {
    const text = this.box.value.trim();
    if (!text || this.box.disabled) return;
    const channel = this.pane.place;
    try {
      if (this.#editing) await this.pane.ask("edit", { channel, message: this.#editing.id, text });
      else await this.pane.ask("say", { channel, text, reply: this.#reply?.id });
      this.box.value = "";
      this.cancel();
      this.#grow();
    } catch (error) { this.pane.told(error); }
  }

  async #files() {
    try { await this.pane.ask("say", { channel: this.pane.place, text: this.box.value.trim(), files: await readFiles(this.file.files) }); this.box.value = ""; }
    catch (error) { this.pane.told(error); }
    this.file.value = "";
  }

  // ---- a command with its options

  #open(command) {
    this.#suggest([]);
    this.box.value = "";
    this.#form = new CommandForm(command, this.pane, () => { this.#closeForm(); this.box.focus(); });
    this.plain.hidden = true;
    refill(this.formHost, this.#form.node);
    this.#form.focus();
    announce(`Command ${command.name}: ${command.description}`);
  }

  #closeForm() {
    if (!this.#form) return;
    this.#form = null;
    this.formHost.replaceChildren();
    this.plain.hidden = false;
  }
}

class CommandForm {
  constructor(command, pane, close) {
    this.command = command;
    this.pane = pane;
    this.close = close;
    this.fields = new Map();
    this.problem = el("p", { class: "problem", role: "alert" });
    const rows = command.options.map((option) => this.#row(option));
    this.node = el("form", { class: "command", "aria-label": `Command ${command.name}`, novalidate: true, on: {
      submit: (event) => { event.preventDefault(); this.#run(); },
      keydown: (event) => { if (event.key === "Escape") { event.preventDefault(); close(); } },
    } },
      el("p", { class: "command-name" }, el("strong", {}, `/${command.name}`), " ", el("small", {}, command.description)),
      el("div", { class: "command-options" }, rows), this.problem,
      el("div", { class: "form-end" }, button("Cancel", close, { class: "press secondary" }), el("button", { type: "submit", class: "press primary" }, "Run")));
  }

  focus() {
    (this.node.querySelector("input, select") ?? this.node.querySelector("[type=submit]")).focus();
  }

  #row(option) {
    const id = freshId("option"), hint = freshId("hint");
    const field = this.#field(option, id, hint);
    this.fields.set(option.name, { option, ...field });
    return el("div", { class: "field" },
      el("label", { for: id }, option.name, option.required ? el("span", { class: "required", "aria-hidden": "true" }, " *") : el("span", { class: "small-print" }, " (optional)")),
      field.node, el("p", { class: "hint", id: hint }, `${option.description} · ${NAMES[option.type] ?? "value"}`));
  }

  #field(option, id, hint) {
    const shared = { id, "aria-describedby": hint, required: Boolean(option.required), autocomplete: "off" };
    const pick = (choices) => {
      const node = el("select", shared, el("option", { value: "" }, "—"), choices.map(([value, label]) => el("option", { value }, label)));
      return { node, value: () => node.value || undefined };
    };
    if (option.choices?.length) return pick(option.choices.map((choice) => [String(choice.value), choice.name]));
    if (option.type === 5) return pick([["true", "Yes"], ["false", "No"]]);
    if (option.type === 6) return pick(this.pane.members().map((member) => [member.id, `${member.shown} (@${member.name})`]));
    if (option.type === 7) return pick(this.pane.channels().filter((channel) => !option.channel_types?.length || option.channel_types.includes(channel.type)).map((channel) => [channel.id, `#${channel.name}`]));
    if (option.type === 8) return pick(this.pane.roles().map((role) => [role.id, `@${role.name}`]));
    if (option.type === 9) return pick([...this.pane.members().map((member) => [member.id, member.shown]), ...this.pane.roles().map((role) => [role.id, `@${role.name}`])]);
    if (option.type === 11) { const node = el("input", { type: "file", ...shared }); return { node, file: true, value: () => (node.files.length ? readFiles(node.files) : undefined) }; }
    if (option.autocomplete) return this.#suggested(option, shared);
    const node = el("input", { type: "text", inputmode: option.type === 4 ? "numeric" : option.type === 10 ? "decimal" : undefined, maxlength: option.max_length, ...shared });
    return { node, value: () => node.value || undefined };
  }

  #suggested(option, shared) {
    const listId = freshId("suggested");
    const list = el("div", { class: "suggestions beneath", role: "listbox", id: listId, "aria-label": `Suggestions for ${option.name}`, hidden: true });
    let chosen = null, asked = 0, timer = 0;
    const input = el("input", { type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": listId, ...shared, on: {
      input: () => { chosen = null; clearTimeout(timer); timer = setTimeout(query, 120); },
      focus: () => { clearTimeout(timer); timer = setTimeout(query, 60); },
      keydown: (event) => {
        if (event.key === "ArrowDown" && !list.hidden) { event.preventDefault(); list.querySelector("button")?.focus(); }
        if (event.key === "Enter" && !list.hidden && chosen === null && list.querySelector("button")) { event.preventDefault(); list.querySelector("button").click(); }
      },
      blur: () => setTimeout(() => { if (!list.contains(document.activeElement)) show([]); }, 150),
    } });
    const show = (choices) => {
      list.hidden = !choices.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      refill(list, choices.map((choice) => button(choice.name, () => { chosen = choice; input.value = choice.name; show([]); input.focus(); clearTimeout(timer); }, { class: "option", role: "option" })));
    };
    list.addEventListener("keydown", (event) => {
      const stops = [...list.children], at = stops.indexOf(document.activeElement);
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); stops[(at + (event.key === "ArrowDown" ? 1 : -1) + stops.length) % stops.length]?.focus(); }
      if (event.key === "Escape") { event.stopPropagation(); show([]); input.focus(); }
    });
    const query = async () => {
      const turn = ++asked;
      const { options } = await this.#values(option.name);
      try {
        const choices = await this.pane.ask("autocomplete", { channel: this.pane.place, name: this.command.name, option: option.name, text: input.value, options });
        if (turn === asked && chosen === null && document.activeElement === input) show(choices);
      } catch { show([]); }
    };
    return { node: el("div", { class: "combo" }, input, list), value: () => (chosen ? chosen.value : input.value || undefined) };
  }

  async #values(except) {
    const options = {}, files = {};
    for (const [name, field] of this.fields) {
      const value = name === except ? undefined : await field.value();
      if (value === undefined) continue;
      if (field.file) files[name] = value; else options[name] = value;
    }
    return { options, files };
  }

  async #run() {
    for (const [name, field] of this.fields) {
      if (field.option.required && (await field.value()) === undefined) {
        this.problem.textContent = `“${name}” is needed.`;
        field.node.querySelector?.("input")?.focus() ?? field.node.focus();
        return;
      }
    }
    try {
      await this.pane.ask("command", { channel: this.pane.place, name: this.command.name, ...(await this.#values(null)) });
      this.close();
    } catch (error) { this.problem.textContent = error.message; }
  }
}
