// The bar at the top: where we are, whether the bot is there, what time it is, ways to move time, and other rooms.
import { el, button, refill, saveText } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";

const STEPS = [["+1 h", 3600, "One hour later"], ["+1 day", 86400, "One day later"]];
const WEEK = 604800;
const STOP = 0.8; // seconds to look at each moment of a played week
const STARTS = [["believable", "The lived-in room, from the beginning"], ["fresh", "A fresh server, to practise /setup"]];

export class Top {
  #until = null; // when the played week ends, while it is on its way or paused

  constructor(app) {
    this.app = app;
    this.name = el("h1", {}, "Rehearsal");
    this.state = el("p", { class: "bot-state", role: "status" });
    this.clock = el("time", { class: "clock", "aria-live": "off" });
    this.moving = el("p", { class: "moving", role: "status", hidden: true });
    this.pause = button("Pause", () => this.#pause(), { class: "press secondary", hidden: true });
    this.steps = el("span", { class: "steps" },
      button("Now", () => this.#advance({ seconds: 0 }), { class: "press secondary wide", title: "Let the bot finish what is due at this very moment", "aria-label": "Now: finish what is due" }),
      button("Next due", () => this.#advance({ to: "due" }), { class: "press secondary", title: "Jump to the next moment at which the bot has something to do" }),
      STEPS.map(([label, seconds, title]) => button(label, () => this.#advance({ seconds }), { class: "press secondary", title, "aria-label": `${label}, ${title.toLowerCase()}` })),
      button([el("span", { class: "wide" }, "Play a "), "week"], () => this.#week(), { class: "press secondary", "aria-label": "Play a week", title: "Seven days, with a stop wherever the bot does something" }));
    const time = el("div", { class: "time", role: "group", "aria-label": "Move the clock" },
      el("span", { class: "clock-face" }, icon("clock"), this.clock), this.moving, this.pause, this.steps);
    this.behind = button(["Behind", el("span", { class: "wide" }, " the scenes")], () => app.drawer.toggle(), { class: "press secondary", "aria-label": "Behind the scenes", "aria-expanded": "false", "aria-controls": "drawer" });
    this.rooms = button("Start again", (event) => this.#menu(event.currentTarget), { class: "press secondary", "aria-haspopup": "menu" });
    app.drawerToggled = (open) => this.behind.setAttribute("aria-expanded", String(open));
    document.getElementById("top").append(el("div", { class: "brand" }, el("span", { class: "ring", "aria-hidden": "true" }), this.name, this.state), time, el("div", { class: "scenes" }, this.rooms, this.behind));
    this.file = el("input", { type: "file", accept: ".toml", class: "unseen", tabindex: "-1", "aria-label": "The file of /setup export", on: { change: () => this.#drill() } });
    this.scenario = el("input", { type: "file", accept: ".toml", class: "unseen", tabindex: "-1", "aria-label": "A scenario file", on: { change: () => this.#ownScenario() } });
    document.getElementById("top").append(this.file, this.scenario);
    setInterval(() => this.tick(), 1000);
  }

  set(snapshot) {
    this.name.textContent = snapshot.title;
    document.title = `${snapshot.title} · Circlekeeper rehearsal`;
    this.mayBeginAgain = snapshot.may_begin_again;
    this.scenarios = snapshot.scenarios;
    this.maySave = snapshot.may_save;
    this.bot(snapshot.bot.connected);
  }

  bot(connected, lost = false) {
    this.state.className = `bot-state ${connected ? "here" : "away"}`;
    this.state.textContent = lost ? "rehearsal stopped" : connected ? "Circlekeeper is here" : "Circlekeeper is away";
  }

  tick() {
    const now = new Date(this.app.now());
    this.clock.dateTime = now.toISOString();
    const say = (options) => now.toLocaleString([], { hourCycle: "h23", ...options });
    const text = [say({ weekday: "short" }), say({ day: "numeric", month: "short" }), say({ hour: "2-digit", minute: "2-digit" })];
    if (this.clock.textContent !== text.join(" ")) refill(this.clock, el("span", { class: "wide" }, `${text[0]} `), `${text[1]} ${text[2]}`);
  }

  #menu(anchor) {
    const items = [{ label: "Show the first minute", run: () => this.app.guide.show() }];
    if (this.maySave) items.push({ label: "Save what was done as a scenario", run: () => this.#save() });
    if (this.mayBeginAgain) items.push({ heading: "Begin from nothing, as" }, ...STARTS.map(([start, label]) => ({ label, run: () => this.app.again(start) })), { label: "Your own settings, and a bad night…", run: () => this.file.click() },
      { heading: "Watch a scenario" }, ...this.scenarios.map(({ name, title }) => ({ label: title, run: () => this.app.again("scenario", { name }) })), { label: "A scenario from a file…", run: () => this.scenario.click() });
    openMenu(anchor, document.getElementById("panes"), items);
  }

  async #drill() {
    const text = await this.file.files[0].text();
    this.file.value = "";
    this.app.again("drill", { settings: text });
  }

  async #ownScenario() {
    const text = await this.scenario.files[0].text();
    this.scenario.value = "";
    this.app.again("scenario", { settings: text });
  }

  async #save() {
    try { saveText(await this.app.link.ask("save"), "what-was-done.toml"); } catch (error) { this.app.told(error); }
  }

  async #week() {
    this.#until = this.app.now() + WEEK * 1000;
    await this.#goOn();
  }

  /** Play on to where the week ends; a pause leaves `#until` standing. */
  async #goOn() {
    const from = this.#until - WEEK * 1000;
    const bar = el("progress", { max: String(WEEK), "aria-label": "The week so far" });
    const follow = setInterval(() => { bar.value = Math.max(0, (this.app.now() - from) / 1000); }, 200);
    this.playing = true;
    const { paused } = await this.#move({ seconds: Math.max(0, (this.#until - this.app.now()) / 1000), pace: STOP }, bar);
    clearInterval(follow);
    this.playing = false;
    if (!paused) { this.#until = null; return; }
    bar.value = (this.app.now() - from) / 1000;
    this.pause.textContent = "Go on";
    this.pause.hidden = this.moving.hidden = false;
    refill(this.moving, bar, " paused");
  }

  #pause() {
    if (this.#until !== null && !this.playing) this.#goOn();
    else this.app.link.ask("pause");
  }

  async #advance(how) {
    await this.go(how, how.to ? "Going to the next due moment…" : how.seconds ? "Time passes…" : "Finishing what is due…");
  }

  /** Move the clock as the guide asks; the answer. */
  async go(how, shown) {
    this.#until = null;
    return this.#move(how, shown);
  }

  /** Move the clock and say so; the answer, with `paused` if it was stopped on the way. */
  async #move(how, shown) {
    this.pause.textContent = "Pause";
    this.moving.hidden = this.pause.hidden = false;
    this.steps.hidden = true;
    refill(this.moving, shown);
    let said = "", answer = {};
    try {
      answer = await this.app.link.ask("advance", how);
      if (answer.due === null) said = "Nothing is planned.";
    } catch (error) { this.app.told(error); }
    this.steps.hidden = false;
    this.pause.hidden = true;
    refill(this.moving, said);
    this.moving.hidden = !said;
    if (said) setTimeout(() => { if (this.moving.textContent === said) this.moving.hidden = true; }, 5000);
    this.tick();
    return answer;
  }
}
