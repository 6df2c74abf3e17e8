// The first minute: four cards, each done by doing.
import { el, button, refill } from "./dom.js";

/** `who` names the people of the two panes, `where` the channels; `begin` a command to open; `done` looks at an event. */
const CARDS = [
  {
    key: "check-in", title: "Answer a check-in", who: ["ash", "juniper"], where: ["check-ins", "check-ins"], due: true,
    say: "You are Ash. Time moves to the next morning question; press how today is.",
    done: (event, cast) => event.what === "received" && event.for === cast.ash && event.kind === "private",
  },
  {
    key: "milestone", title: "Celebrate a milestone", who: ["fen", "briar"], where: ["milestones", "milestones"], begin: "journey start",
    say: "You are Fen, who counts something that matters. Start a journey; on the day, Circlekeeper asks before it says a word.",
    done: (event, cast) => event.what === "received" && event.for === cast.fen && event.kind === "private",
  },
  {
    key: "helpline", title: "Ask for a helpline", who: ["dune", "wren"], where: ["vent", "alerts"], begin: "helpline",
    say: "You are Dune. Pick a country; only you see the answer.",
    done: (event, cast) => event.what === "received" && event.for === cast.dune && event.kind === "private",
  },
  {
    key: "alert", title: "Be the moderator of an alert", who: ["cove", "wren"], where: ["vent", "alerts"], words: "i want to die",
    say: "Cove writes words that worry. You are Wren, on the right: press “I've got this”.",
    done: (event, cast) => event.what === "received" && event.for === cast.wren && event.kind === "edit" && event.place === "alerts",
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
    this.#draw();
  }

  #draw() {
    const cards = CARDS.filter((card) => card.who.every((name) => name in this.cast));
    this.node.hidden = this.closed;
    refill(this.node,
      el("div", { class: "guide-head" }, el("h2", {}, "A first minute"), el("p", {}, this.blurb), button("Hide", () => { this.closed = true; this.#draw(); }, { class: "plain", data: { key: "hide" } })),
      cards.length ? el("ol", { class: "cards" }, cards.map((card) => this.#card(card))) : null);
  }

  #card(card) {
    const done = this.finished.has(card.key), open = this.open === card.key;
    return el("li", { class: `card${done ? " done" : ""}${open ? " open" : ""}` },
      button([el("span", { class: "tick-mark", "aria-hidden": "true" }, done ? "✓" : CARDS.indexOf(card) + 1), el("strong", {}, card.title), done ? el("span", { class: "unseen" }, ", done") : null, el("small", {}, card.say)],
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
      if (card.due) await app.link.ask("advance", { to: "due" });
      if (card.begin) { await app.panes[0].loadOffers(); app.panes[0].composer.begin(card.begin); }
      if (card.words) { app.panes[0].composer.box.value = card.words; app.panes[0].composer.box.focus(); }
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
