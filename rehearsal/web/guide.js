// The first minute: cards, each done by doing. The open card says the next step, and rings the control it means.
import { el, button, refill, announce } from "./dom.js";
import { cardsFor } from "./cards.js";
import { showReport } from "./report.js";

export class Guide {
  constructor(app) {
    this.app = app;
    this.node = document.getElementById("guide");
    this.open = null;
    this.step = 0;
    this.finished = new Set();
    this.closed = false;
  }

  set(snapshot) {
    this.cast = snapshot.cast;
    this.channels = snapshot.channels;
    this.blurb = snapshot.blurb;
    this.offered = snapshot.offered;
    this.world = snapshot.start;
    this.report = snapshot.report;
    this.story = snapshot.story;
    this.progress = snapshot.progress;
    this.#draw();
  }

  show() { this.closed = false; this.#draw(); this.node.querySelector("button")?.focus(); }

  /** The bot has offered other commands: look again which cards can be played. */
  async refresh(link) {
    if (!this.cast) return;
    this.offered = (await link.ask("offered")) ?? [];
    this.#draw();
  }

  /** The drill is over. */
  reported(report) {
    this.report = report;
    this.#draw();
    showReport(report);
  }

  /** A line of the scenario that is being played. */
  told(line, progress) {
    this.story.push(line);
    if (!this.lines?.isConnected) { this.progress = progress; this.#draw(); return; }
    this.lines.append(this.#line(line));
    this.lines.scrollTop = this.lines.scrollHeight;
    this.moved(progress);
  }

  /** How far the scenario is. */
  moved(progress) {
    this.progress = progress;
    if (!progress) return;
    if (!this.bar?.isConnected) { this.#draw(); return; }
    const { step, steps, failed, paused, over } = progress;
    this.bar.value = over ? steps : step - 1;
    this.count.textContent = over ? "The end." : `Step ${step} of ${steps}.${failed ? ` ${failed} not so.` : ""}${paused ? " Paused." : ""}`;
    this.hold.textContent = paused ? "Go on" : "Pause";
    this.hold.hidden = over;
  }

  #line({ kind, at, text }) {
    const time = at && new Date(at).toLocaleString([], { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const mark = { problem: "Not so: ", received: "→ ", held: "✓ " }[kind] ?? "";
    return el("p", { class: `told as-${kind}` }, kind === "did" ? el("time", {}, `${time} `) : null, mark, text);
  }

  #told() {
    this.node.hidden = false;
    this.lines = el("div", { class: "story", role: "log", tabindex: "0", "aria-label": "The story" }, this.story.map((line) => this.#line(line)));
    this.bar = el("progress", { max: String(this.progress?.steps ?? 1), "aria-label": "How far the story is" });
    this.count = el("p", { role: "status" });
    this.hold = button("Pause", () => this.app.link.ask("story", { pause: !this.progress.paused }), { class: "press secondary", data: { key: "hold" } });
    refill(this.node, el("div", { class: "guide-head story-head" }, el("h2", {}, "The story"), this.progress ? [this.bar, this.count, this.hold] : null), this.lines);
    this.lines.scrollTop = this.lines.scrollHeight;
    this.moved(this.progress);
  }

  #drill() {
    const ready = this.report.length > 0;
    this.node.hidden = false;
    refill(this.node, el("div", { class: "guide-head" }, el("h2", {}, "A drill"),
      el("p", { role: "status" }, ready ? "The night is over." : this.blurb),
      ready ? button("Read the report", () => showReport(this.report), { class: "press primary", data: { key: "report" } }) : el("span", { class: "ring turning", "aria-hidden": "true" })));
  }

  #draw() {
    if (this.story.length || this.progress) { this.#told(); return; }
    if (this.world === "drill") { this.#drill(); return; }
    const cards = cardsFor(this.world, this.offered);
    this.node.hidden = this.closed || !cards.length;
    const done = cards.filter((card) => this.finished.has(card.key)).length;
    const words = cards.length && done === cards.length ? "All done. You may be anybody here, move the clock, or make something go wrong." : this.blurb;
    refill(this.node,
      el("div", { class: "guide-head" }, el("h2", {}, "A first minute"), el("p", {}, words), button("Hide", () => { this.closed = true; this.#draw(); this.#ring(); }, { class: "plain", data: { key: "hide" }, "aria-label": "Hide the first minute" })),
      el("ol", { class: "cards" }, cards.map((card, at) => this.#card(card, at))));
    this.node.querySelector(".open")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    requestAnimationFrame(() => this.#ring());
  }

  #card(card, at) {
    const done = this.finished.has(card.key), open = this.open === card.key;
    const step = open && !done ? card.steps[this.step] : null;
    const count = step && card.steps.length > 1 ? `Step ${this.step + 1} of ${card.steps.length}. ` : "";
    return el("li", { class: `card${done ? " done" : ""}${open ? " open" : ""}`, data: { card: card.key } },
      button([el("span", { class: "tick-mark", "aria-hidden": "true" }, done ? "✓" : at + 1), el("strong", {}, card.title), done ? el("span", { class: "unseen" }, ", done. ") : null,
        el("small", {}, step ? count + step.say : done ? card.after : card.intro)],
      () => this.#start(card), { "aria-pressed": String(open), data: { key: card.key } }));
  }

  async #start(card) {
    const { app } = this, over = card.once && this.finished.has(card.key);
    this.open = card.key;
    this.step = 0;
    if (!over) this.finished.delete(card.key);
    this.#draw();
    try {
      await app.be(this.cast[card.who[0]], this.cast[card.who[1]]);
      await this.#go(card);
      app.bring(0);
      if (over) { this.#say(card); return; }
      if (card.until && !card.unless?.(app.panes[0])) await this.#wait(card);
      if (card.begin) { await app.panes[0].loadOffers(); app.panes[0].composer.begin(card.begin); }
      if (card.words) app.panes[0].composer.ready(card.words);
      this.#say(card);
    } catch (error) { app.told(error); }
  }

  /** Each pane to its place; a direct message that does not exist yet leaves the pane where it is. */
  async #go(card) {
    await Promise.all(this.app.panes.map((pane, at) => {
      const place = card.where[at] === "dm" ? pane.view.dms[0]?.id : this.channels[card.where[at]];
      return place && pane.open(place, null, at === 0);
    }));
  }

  async #wait(card) {
    const where = card.until === "dm" ? { as: this.cast[card.who[0]] } : { channel: this.channels[card.until] };
    const { said, paused } = await this.app.top.go({ to: "message", ...where }, "Going to the next morning…");
    if (!said && !paused) throw new Error("Nothing more is said there within three days. “Start again” brings the first minute back.");
    await this.#go(card);
  }

  #say(card) {
    announce(this.finished.has(card.key) ? `${card.title}: done. ${card.after}` : card.steps[this.step].say);
    requestAnimationFrame(() => this.#ring());
  }

  heard(event) {
    const card = this.open && cardsFor(this.world, this.offered).find((candidate) => candidate.key === this.open);
    if (!card || this.finished.has(card.key)) return;
    if (card.steps[this.step].done(event, this.cast)) {
      this.step += 1;
      if (this.step === card.steps.length) this.finished.add(card.key);
      else this.app.bring(card.steps[this.step].side);
      this.#draw();
      this.#say(card);
    } else if (event.what === "message") requestAnimationFrame(() => this.#ring());
  }

  /** Ring the control that the open step means, and nothing else. */
  #ring() {
    for (const node of document.querySelectorAll(".wanted")) node.classList.remove("wanted");
    const card = this.open && !this.closed && cardsFor(this.world, this.offered).find((candidate) => candidate.key === this.open);
    if (!card || this.finished.has(card.key)) return;
    const { side, look } = card.steps[this.step];
    look(this.app.panes[side])?.classList.add("wanted");
  }
}
