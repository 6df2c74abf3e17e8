// The first minute: four cards, each done by doing.
import { el, button, refill } from "./dom.js";

const mine = (name, kind) => (event, cast) => event.what === "received" && event.for === cast[name] && event.kind === kind;

/** `who` names the people of the two panes, `where` their channels; `until` moves time until something is said there;
 * `begin` opens a command, `words` are ready to send; `needs` is a command that the bot must offer; `done` looks at an event. */
const CARDS = [
  {
    key: "check-in", title: "Answer a check-in", who: ["ash", "juniper"], where: ["check-ins", "check-ins"], until: "check-ins", needs: "checkin schedule",
    say: "You are Ash. Time moves on to the next morning question; press how today is. Only you see your answer.",
    done: mine("ash", "private"),
  },
  {
    key: "milestone", title: "Celebrate a milestone", who: ["fen", "briar"], where: ["milestones", "milestones"], begin: "journey start", needs: "journey start",
    say: "You are Fen, who counts something that matters. On the day, Circlekeeper asks before it says a word to others.",
    done: mine("fen", "private"),
  },
  {
    key: "helpline", title: "Ask for a helpline", who: ["dune", "harbor"], where: ["vent", "find-help"], begin: "helpline", needs: "helpline",
    say: "You are Dune. Type a country, pick it, press Run. Nobody else sees that you asked.",
    done: mine("dune", "private"),
  },
  {
    key: "alert", title: "Be the moderator of an alert", who: ["cove", "wren"], where: ["vent", "alerts"], words: "i want to die", needs: "helpline",
    say: "Send what Cove wrote (pretend words). Then be Wren, the other person: press “I've got this” in #alerts.",
    done: (event, cast) => mine("wren", "edit")(event, cast) && event.place === "alerts",
  },
  {
    key: "set-up", title: "Set the server up", fresh: true, who: ["marlow", "wren"], where: ["general", "alerts"], begin: "setup server", needs: "setup server",
    say: "You are Marlow, the owner. Choose the time zone, #alerts and @Responder, then press Run.",
    done: mine("marlow", "private"),
  },
  {
    key: "test", title: "Take a test alert", fresh: true, who: ["marlow", "wren"], where: ["general", "alerts"], needs: "setup server",
    say: "As Marlow, press “Send a test alert”. As Wren, the other person, press “I've got this”: now the server is live.",
    done: (event, cast) => mine("wren", "edit")(event, cast) && event.place === "alerts",
  },
];

export class Guide {
  constructor(app) {
    this.app = app;
    this.node = document.getElementById("guide");
    this.open = null;
    this.finished = new Set();
  }

  set(snapshot) {
    this.cast = snapshot.cast;
    this.channels = snapshot.channels;
    this.blurb = snapshot.blurb;
    this.offered = snapshot.offered;
    this.#draw();
  }

  /** The bot has offered other commands: look again which cards can be played. */
  async refresh(link) {
    if (!this.cast) return;
    this.offered = (await link.ask("offered")) ?? [];
    this.#draw();
  }

  #draw() {
    const cards = this.#cards();
    this.node.hidden = this.closed;
    refill(this.node,
      el("div", { class: "guide-head" }, el("h2", {}, "A first minute"), el("p", {}, this.blurb), button("Hide", () => { this.closed = true; this.#draw(); }, { class: "plain", data: { key: "hide" } })),
      cards.length ? el("ol", { class: "cards" }, cards.map((card) => this.#card(card))) : null);
  }

  #cards() {
    const fresh = !("dune" in this.cast);
    return CARDS.filter((card) => Boolean(card.fresh) === fresh && (!card.needs || this.offered.includes(card.needs)));
  }

  #card(card) {
    const done = this.finished.has(card.key), open = this.open === card.key;
    return el("li", { class: `card${done ? " done" : ""}${open ? " open" : ""}` },
      button([el("span", { class: "tick-mark", "aria-hidden": "true" }, done ? "✓" : this.#cards().indexOf(card) + 1), el("strong", {}, card.title), done ? el("span", { class: "unseen" }, ", done") : null, el("small", {}, card.say)],
        () => this.#start(card), { "aria-pressed": String(open), data: { key: card.key } }));
  }

  async #start(card) {
    this.open = card.key;
    this.#draw();
    const { app } = this;
    try {
      await app.be(this.cast[card.who[0]], this.cast[card.who[1]]);
      app.panes.forEach((pane, at) => pane.open(this.channels[card.where[at]], null, at === 0));
      app.bring(0);
      if (card.until) await app.link.ask("advance", { to: "message", channel: this.channels[card.until] });
      if (card.begin) { await app.panes[0].loadOffers(); app.panes[0].composer.begin(card.begin); }
      if (card.words) { app.panes[0].composer.box.value = card.words; app.panes[0].composer.box.focus(); }
      this.node.querySelector(".open")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    } catch (error) { app.told(error); }
  }

  heard(event) {
    const card = CARDS.find((candidate) => candidate.key === this.open);
    if (!card || !card.done(event, this.cast)) return;
    this.finished.add(card.key);
    this.open = null;
    this.#draw();
  }
}
