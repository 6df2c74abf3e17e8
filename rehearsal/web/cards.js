// The cards of the first minute: what each shows, step by step, and what counts as done.

const received = (name, kind, place, words = "") => (event, cast) => event.what === "received" && event.for === cast[name] && event.kind === kind && event.place === place && event.text.includes(words);
const lastPress = (words) => (pane) => [...pane.log.querySelectorAll(".press:not(:disabled)")].filter((press) => !words || press.textContent.includes(words)).at(-1);
const row = (pane) => lastPress()(pane)?.closest(".row");
const send = (pane) => pane.node.querySelector(".entry .send");
const run = (pane) => pane.node.querySelector(".command");

/** A card: `who` names the people of the two panes, `where` their channels; `needs` is a command that the bot must offer;
 * `until` moves time on until something is said there (`dm`: to the first person), `unless` the control is there already; `once`: it cannot be done again;
 * `begin` opens a command; `words` are ready to send.
 * A step: `side` is the pane it happens in, `say` what to do, `look` finds the control, `done` recognises an event. */
const LIVED_IN = [
  {
    key: "check-in", title: "Answer a check-in", who: ["ash", "juniper"], where: ["check-ins", "check-ins"], until: "check-ins", needs: "checkin schedule",
    intro: "The morning question comes, and one press answers it.",
    steps: [
      { side: 0, say: "You are Ash, and it is the next morning. Press how today is.", look: row, done: received("ash", "private", "check-ins") },
    ],
    after: "Only Ash sees that answer. Juniper, beside you, keeps this circle and sees it when Ash says so.",
  },
  {
    key: "milestone", title: "Celebrate a milestone", who: ["harbor", "juniper"], where: ["dm", "check-ins"], until: "dm", unless: lastPress("Celebrate"), once: true, needs: "journey start",
    intro: "What somebody counts is theirs alone, until they say that others may know.",
    steps: [
      { side: 0, say: "You are Harbor, and it has been a week. Only you were asked. Press “Celebrate”.", look: lastPress("Celebrate"), done: received("juniper", "message", "check-ins", "marks this") },
      { side: 1, say: "Now you are Juniper, of the same circle. Press “Congratulate”.", look: lastPress("Congratulate"), done: received("harbor", "edit", "check-ins", "Juniper") },
    ],
    after: "Harbor may still take it back. “Mark it quietly” and “Not today” would have told nobody.",
  },
  {
    key: "helpline", title: "Ask for a helpline", who: ["dune", "harbor"], where: ["vent", "vent"], begin: "helpline", needs: "helpline",
    intro: "Numbers for any country, at any hour, and nobody else sees that you asked.",
    steps: [
      { side: 0, say: "You are Dune. Type a country, pick it from the list, then press Run.", look: run, done: received("dune", "private", "vent") },
    ],
    after: "Only Dune sees this. Harbor, in the same channel, does not even see that Dune asked.",
  },
  {
    key: "alert", title: "Be the moderator of an alert", who: ["cove", "wren"], where: ["vent", "alerts"], words: "i want to die", needs: "helpline",
    intro: "Somebody writes words that worry, and a human is asked until one has answered.",
    steps: [
      { side: 0, say: "You are Cove. Send the words that stand ready; they are pretend.", look: send, done: received("wren", "message", "alerts") },
      { side: 1, say: "Now you are Wren, who is a responder. Press “I've got this”.", look: lastPress("I've got this"), done: received("wren", "edit", "alerts") },
    ],
    after: "Everyone who was asked sees that Wren has it. Nobody there? Press “Next due” instead of taking one, and watch who is asked next.",
  },
];

const FRESH = [
  {
    key: "set-up", title: "Set the server up", who: ["marlow", "wren"], where: ["alerts", "alerts"], begin: "setup server", needs: "setup server",
    intro: "One command, four choices.",
    steps: [
      { side: 0, say: "You are Marlow, the owner. Choose a time zone, #alerts and @Responder, then press Run.", look: run, done: received("marlow", "private", "alerts") },
    ],
    after: "That is the panel: it says what is chosen and what is missing. Choose #general under “Choose watched channels”.",
  },
  {
    key: "test", title: "Take a test alert", who: ["marlow", "wren"], where: ["alerts", "alerts"], needs: "setup server",
    intro: "A server is live when a human has answered one.",
    steps: [
      { side: 0, say: "As Marlow, press “Send a test alert”.", look: lastPress("Send a test alert"), done: received("wren", "message", "alerts") },
      { side: 1, say: "As Wren, press “I've got this”.", look: lastPress("I've got this"), done: received("wren", "edit", "alerts") },
    ],
    after: "This server is live. /setup status says so at any time.",
  },
  {
    key: "circle", title: "Open the first circle", who: ["marlow", "ash"], where: ["general", "general"], begin: "circle create", needs: "circle create",
    intro: "A circle is a group with a home channel; check-ins are asked there.",
    steps: [
      { side: 0, say: "As Marlow, name a circle, choose #general as its home, then press Run.", look: run, done: received("marlow", "private", "general") },
    ],
    after: "Be Ash, beside you, and type /circle join. Then /checkin schedule asks the circle a question each morning.",
  },
];

/** The cards of a start world that the bot can play now. */
export function cardsFor(world, offered) {
  return (world === "fresh" ? FRESH : world === "believable" ? LIVED_IN : []).filter((card) => offered.includes(card.needs));
}
