// Puts the page together: two panes, the bar, the drawer, the guide; and hands each event to whom it concerns.
import { el, button } from "./dom.js";
import { Link } from "./link.js";
import { momentText } from "./markdown.js";
import { Pane } from "./pane.js";
import { Drawer } from "./drawer.js";
import { Top } from "./top.js";
import { Guide } from "./guide.js";

class App {
  snapshot = null;
  offset = 0;

  constructor() {
    this.panes = [new Pane(this, "first"), new Pane(this, "second")];
    this.drawer = new Drawer(this);
    this.top = new Top(this);
    this.guide = new Guide(this);
    const tabs = el("div", { class: "tabs", role: "group", "aria-label": "Whose view" }, this.panes.map((pane, at) => button("", () => this.bring(at), { "aria-pressed": String(at === 0) })));
    this.tabs = tabs;
    document.getElementById("panes").append(tabs, ...this.panes.map((pane) => pane.node));
    this.bring(0);
    this.waiting = document.getElementById("waiting");
    this.link = new Link({ heard: (event) => this.#heard(event), opened: () => this.#load(), lost: () => this.top.bot(false, true) });
    setInterval(() => this.#moments(), 15000);
  }

  now() { return Date.now() + this.offset; }
  everybody() { return this.snapshot?.everybody ?? []; }
  rolesOf(id) { return this.snapshot?.roles_of[id] ?? []; }
  told(error) { this.panes[0].told(error); }

  /** Bring one pane to the front where there is room for one only. */
  bring(at) {
    this.front = at;
    document.getElementById("panes").dataset.front = String(at);
    [...this.tabs.children].forEach((tab, index) => tab.setAttribute("aria-pressed", String(index === at)));
  }

  async #load() {
    const known = this.panes.map((pane) => pane.person);
    try {
      const first = await this.link.ask("watch", { people: [] });
      if (this.snapshot && this.snapshot.run !== first.run) { location.reload(); return; }
      const people = known.every(Boolean) ? known : first.panes;
      this.#take(await this.link.ask("watch", { people }), people);
      this.waiting.hidden = true;
    } catch (error) { this.told(error); }
  }

  #take(snapshot, people) {
    this.snapshot = snapshot;
    this.offset = snapshot.clock.offset_ms;
    this.top.set(snapshot);
    this.top.tick();
    this.drawer.set(snapshot);
    this.panes.forEach((pane, at) => pane.show(people[at], snapshot.people[people[at]]));
    this.#tabs();
    this.guide.set(snapshot);
  }

  /** Leave this room for another one, which begins from nothing. */
  async again(start, about = {}) {
    this.waiting.hidden = false;
    try { await this.link.ask("again", { start, ...about }); } catch (error) { this.waiting.hidden = true; this.told(error); }
  }

  #tabs() {
    this.panes.forEach((pane, at) => { this.tabs.children[at].textContent = pane.view?.me.shown ?? ""; });
  }

  /** Let a pane be another person. Resolves when it is. */
  async switchTo(pane, person) {
    const people = this.panes.map((other) => (other === pane ? person : other.person));
    try { this.#take(await this.link.ask("watch", { people }), people); } catch (error) { pane.told(error); }
  }

  async be(first, second) {
    const people = [first, second];
    if (people.every((person, at) => this.panes[at].person === person)) return;
    this.#take(await this.link.ask("watch", { people }), people);
  }

  #heard(event) {
    if (event.for) for (const pane of this.panes) if (pane.person === event.for) pane.heard(event);
    if (event.what === "clock") { this.offset = event.clock.offset_ms; this.top.tick(); this.#moments(); }
    else if (event.what === "faults") this.drawer.faults(event.faults);
    else if (event.what === "records") this.drawer.add(event.records);
    else if (event.what === "bot") { this.top.bot(event.connected); for (const pane of this.panes) pane.loadOffers(); }
    else if (event.what === "commands") { for (const pane of this.panes) pane.loadOffers(); this.guide.refresh(this.link); }
    else if (event.what === "story") this.guide.told(event.line, event.progress);
    else if (event.what === "progress") this.guide.moved(event.progress);
    else if (event.what === "report") { this.guide.reported(event.report); }
    this.guide.heard(event);
  }

  #moments() {
    for (const node of document.querySelectorAll("time.moment")) node.textContent = momentText(Number(node.dataset.seconds), node.dataset.style, this.now());
  }
}

new App();
