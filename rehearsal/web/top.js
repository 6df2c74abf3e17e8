// The bar at the top: where we are, whether the bot is there, what time it is, and ways to move time.
import { el, button, refill } from "./dom.js";
import { icon } from "./icons.js";

const STEPS = [["+1 h", 3600, "One hour later"], ["+1 day", 86400, "One day later"], ["+1 week", 604800, "One week later"]];

export class Top {
  constructor(app) {
    this.app = app;
    this.name = el("h1", {}, "Rehearsal");
    this.state = el("p", { class: "bot-state", role: "status" });
    this.clock = el("time", { class: "clock", "aria-live": "off" });
    this.moving = el("p", { class: "moving", role: "status", hidden: true });
    this.pause = button("Pause", () => app.link.ask("pause"), { class: "press secondary", hidden: true });
    this.time = el("div", { class: "time", role: "group", "aria-label": "Move the clock" }, el("span", { class: "clock-face" }, icon("clock"), this.clock),
      button("Next due", () => this.#advance({ to: "due" }), { class: "press secondary", title: "Jump to the next moment at which the bot has something to do" }),
      STEPS.map(([label, seconds, title]) => button(label, () => this.#advance({ seconds }), { class: "press secondary", title, "aria-label": title })),
      this.pause, this.moving);
    this.behind = button("Behind the scenes", () => app.drawer.toggle(), { class: "press secondary", "aria-expanded": "false", "aria-controls": "drawer" });
    app.drawerToggled = (open) => this.behind.setAttribute("aria-expanded", String(open));
    document.getElementById("top").append(el("div", { class: "brand" }, el("span", { class: "ring", "aria-hidden": "true" }), this.name, this.state), this.time, this.behind);
    setInterval(() => this.tick(), 1000);
  }

  set(title, connected) {
    this.name.textContent = title || "Rehearsal";
    document.title = `${title || "Rehearsal"} · Circlekeeper rehearsal`;
    this.bot(connected);
  }

  bot(connected, lost = false) {
    this.state.className = `bot-state ${connected ? "here" : "away"}`;
    this.state.textContent = lost ? "rehearsal stopped" : connected ? "Circlekeeper is here" : "Circlekeeper is away";
  }

  tick() {
    const now = new Date(this.app.now());
    this.clock.dateTime = now.toISOString();
    this.clock.textContent = now.toLocaleString([], { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  }

  async #advance(how) {
    const started = this.app.now();
    this.moving.hidden = this.pause.hidden = false;
    refill(this.moving, how.to ? "Going to the next due moment…" : el("progress", { max: String(how.seconds), "aria-label": "Time passing" }));
    const follow = setInterval(() => { const bar = this.moving.querySelector("progress"); if (bar) bar.value = (this.app.now() - started) / 1000; }, 200);
    try {
      const { due } = await this.app.link.ask("advance", how);
      refill(this.moving, due === null ? "Nothing is planned." : "");
    } catch (error) { refill(this.moving, ""); this.app.told(error); }
    clearInterval(follow);
    this.pause.hidden = true;
    this.moving.hidden = !this.moving.textContent;
    if (!this.moving.hidden) setTimeout(() => { this.moving.hidden = true; }, 5000);
    this.tick();
  }
}
