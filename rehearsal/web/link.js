// The one WebSocket: asks with answers, numbered events in, a new snapshot when a number is missing.

export class Link {
  #socket;
  #asks = new Map();
  #next = 1;
  #n = 0;
  #wait = 500;

  /** `heard(event)` gets each event in order; `opened()` is awaited after every (re)connection; `lost()` when it drops. */
  constructor({ heard, opened, lost }) {
    this.heard = heard;
    this.opened = opened;
    this.lost = lost;
    this.#connect();
  }

  #connect() {
    const address = new URL("socket", location.href);
    address.protocol = "ws:";
    address.hash = "";
    this.#socket = new WebSocket(address);
    this.#socket.onopen = () => { this.#wait = 500; this.#n = 0; this.opened(); };
    this.#socket.onmessage = (message) => this.#received(JSON.parse(message.data));
    this.#socket.onclose = () => {
      for (const { reject } of this.#asks.values()) reject(new Error("The rehearsal is not running any more."));
      this.#asks.clear();
      this.lost();
      setTimeout(() => this.#connect(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, 8000);
    };
  }

  #received(frame) {
    if ("re" in frame) {
      const ask = this.#asks.get(frame.re);
      this.#asks.delete(frame.re);
      if (!ask) return;
      if (frame.ok) {
        if (frame.value && frame.value.n !== undefined && frame.value.people) this.#n = frame.value.n;
        ask.resolve(frame.value);
      } else ask.reject(new Error(frame.error));
      return;
    }
    if (frame.n <= this.#n) return;
    if (this.#n && frame.n !== this.#n + 1) { this.opened(); return; }
    this.#n = frame.n;
    this.heard(frame);
  }

  /** Ask for something; resolves with its value, rejects with an Error whose message is a sentence. */
  ask(what, about = {}) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      if (this.#socket.readyState !== WebSocket.OPEN) return reject(new Error("The rehearsal is not running any more."));
      this.#asks.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, do: what, ...about }));
    });
  }
}
