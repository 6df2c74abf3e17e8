// Faults as buttons with what they mean, and the live transcript with causes.
import { el, button, refill } from "./dom.js";

const DOORS = { rest: "bot", gateway: "Discord", human: "person", fault: "fault", clock: "clock", note: "note" };

export class Drawer {
  constructor(app) {
    this.app = app;
    this.node = document.getElementById("drawer");
    this.records = [];
    this.inPlace = el("p", { class: "small-print", "aria-live": "polite" });
    this.buttons = el("div", { class: "fault-buttons" });
    this.list = el("ol", { class: "transcript", tabindex: "0", "aria-label": "Transcript" });
    this.follow = true;
    this.list.addEventListener("scroll", () => { this.follow = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 40; });
    this.node.append(
      el("div", { class: "drawer-head" }, el("h2", {}, "Behind the scenes"), button("Close", () => this.toggle(false), { class: "press secondary" })),
      el("section", { "aria-label": "Faults" }, el("h3", {}, "Make something go wrong"), this.buttons, this.inPlace),
      el("section", { class: "transcript-part", "aria-label": "Transcript" }, el("h3", {}, "Everything that happens"), this.list));
  }

  toggle(open = this.node.hidden) {
    this.node.hidden = !open;
    document.body.classList.toggle("drawer-open", open);
    this.app.drawerToggled?.(open);
    if (open) { this.list.scrollTop = this.list.scrollHeight; this.node.querySelector("button")?.focus(); }
  }

  /** Draw the buttons once, from a snapshot. */
  set(snapshot) {
    const fault = (item) => button([el("strong", {}, item.title), el("small", {}, item.means)],
      () => this.app.link.ask("fault", { name: item.name }).catch((error) => this.app.told(error)), { class: "fault", data: { key: item.name } });
    refill(this.buttons, snapshot.fault_buttons.map(fault),
      snapshot.bot_acts.map(({ act, title, means }) => button([el("strong", {}, title), el("small", {}, means)],
        () => this.app.link.ask("bot", { act }).catch((error) => this.app.told(error)), { class: "fault" })),
      button([el("strong", {}, "All well again"), el("small", {}, "Takes every fault away.")], () => this.app.link.ask("fault", { name: "clear" }), { class: "fault well", data: { key: "clear" } }));
    this.faults(snapshot.faults);
    this.records = [];
    this.list.replaceChildren();
    this.add(snapshot.transcript);
  }

  faults(report) {
    const waiting = report.levers.filter((lever) => !lever.spent).length;
    this.inPlace.textContent = waiting ? `${waiting} waiting to happen.` : "Nothing is waiting to go wrong.";
  }

  add(records) {
    for (const record of records) {
      this.list.append(this.#row(record));
    }
    while (this.list.children.length > 400) this.list.firstChild.remove();
    if (this.follow) this.list.scrollTop = this.list.scrollHeight;
  }

  #row(record) {
    const time = new Date(record.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
    const what = record.door === "human" ? `${record.who ?? ""} ${record.what} ${record.about ? Object.values(record.about).filter((value) => value && !/^\d{15,}$/.test(value)).join(" ") : ""}` : `${record.what}${record.status ? ` → ${record.status}` : ""}`;
    const row = el("li", { class: `record ${record.door}`, id: `record-${record.seq}` },
      el("time", {}, time), el("span", { class: "door" }, DOORS[record.door] ?? record.door),
      el("span", { class: "what" }, `${what.slice(0, 160)} `, record.body ? el("details", {}, el("summary", {}, "body"), el("code", {}, record.body)) : null),
      record.cause ? button(`because of ${record.cause}`, () => this.#light(record.cause), { class: "plain cause" }) : null,
      el("span", { class: "seq" }, record.seq));
    return row;
  }

  #light(seq) {
    const row = document.getElementById(`record-${seq}`);
    if (!row) return;
    row.scrollIntoView({ block: "center" });
    row.classList.add("lit");
    setTimeout(() => row.classList.remove("lit"), 2000);
  }
}
