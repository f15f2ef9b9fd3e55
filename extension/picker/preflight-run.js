// The pre-flight of the device page: one at a time, ended when the page is left.

import { broken, ended, notStarted, withStep } from '../domain/preflight.js';
import { text } from '../domain/text.js';
import { HostError } from '../platform/host-connection.js';

/** @import { Surroundings } from './commands.js' */
/** @import { Preflight } from '../domain/preflight.js' */
/** @import { State } from './state.js' */

export class PreflightRun {
  /** @type {AbortController | null} */ #run = null;

  /** @param {State} state @param {Surroundings} around */
  constructor(state, around) {
    this.state = state;
    this.around = around;
  }

  /** Has the host end it. */
  abort() {
    this.#run?.abort();
  }

  /** Runs it for the device page that is open, also below another one. */
  async start() {
    this.abort();
    const page = this.state.pages.find((each) => each.kind === 'device');
    if (page?.kind !== 'device') return;
    const run = new AbortController();
    this.#run = run;
    const update = (/** @type {Preflight} */ preflight) => {
      if (run.signal.aborted) return;
      page.preflight = preflight;
      this.around.changed();
    };
    update(notStarted(null));
    try {
      const reply = await this.around.host.ask({ type: 'preflight', device: page.key, origin: null }, { onStep: (step) => update(withStep(page.preflight, step)), signal: run.signal });
      if (reply.type !== 'preflight') return;
      update(ended(page.preflight, reply));
    } catch (error) {
      update(broken(page.preflight, error instanceof HostError ? error.code : 'unknown'));
      if (!(error instanceof HostError)) throw error;
    }
    if (!run.signal.aborted) this.around.say(this.around.t(text(`preflight_${page.preflight.outcome === 'passed' ? 'passed' : 'failed'}`)));
  }
}
