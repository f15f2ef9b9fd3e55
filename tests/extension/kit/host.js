// Fakes for what stands outside: a clock that is wound by hand, and a port whose other end the test holds.

export class FakeClock {
  #timers = [];
  wall = Date.UTC(2026, 4, 3, 12);
  steady = 1000;

  now = () => ({ wall: this.wall, steady: this.steady });

  after = (ms, run) => {
    const timer = { at: this.steady + ms, run };
    this.#timers.push(timer);
    return { cancel: () => { this.#timers = this.#timers.filter((each) => each !== timer); } };
  };

  get waiting() {
    return this.#timers.map((timer) => timer.at - this.steady).sort((left, right) => left - right);
  }

  /** Winds on, and runs what is due, in order. */
  wind(ms) {
    const end = this.steady + ms;
    for (;;) {
      const [next] = this.#timers.filter((timer) => timer.at <= end).sort((left, right) => left.at - right.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.wall += next.at - this.steady;
      this.steady = next.at;
      next.run();
    }
    this.wall += end - this.steady;
    this.steady = end;
  }
}

/** Every port that was opened, with what was sent over it. */
export class FakePorts {
  opened = [];
  refusal = null;

  open = (listener) => {
    if (this.refusal !== null) throw new Error(this.refusal);
    const port = { listener, sent: [], closed: false };
    this.opened.push(port);
    return { post: (message) => port.sent.push(message), close: () => { port.closed = true; } };
  };

  get last() {
    return this.opened.at(-1);
  }

  /** The latest message of a type. */
  sent(type) {
    return this.last.sent.findLast((message) => message.type === type);
  }

  reply(reply) {
    this.last.listener.message(reply);
  }
}

/** Lets everything that is ready go on. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));
