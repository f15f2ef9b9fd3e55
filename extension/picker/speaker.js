// The live regions: what is heard without being seen. Changes that come together are said together.

import { changes, told } from '../domain/announcements.js';
import { text } from '../domain/text.js';

/** @import { Told } from '../domain/announcements.js' */
/** @import { Row } from '../domain/row.js' */
/** @import { Clock, Timer } from '../platform/clock.js' */
/** @import { Translate } from './translate.js' */

const gather = 600;
// The first answers come in a burst; they are told as one.
const firstGather = 1500;

export class Speaker {
  /** @type {Told | null} */ #told = null;
  /** @type {Timer | null} */ #timer = null;

  /**
   * @param {{ polite: HTMLElement, assertive: HTMLElement }} regions
   * @param {Clock} clock
   * @param {Translate} t
   */
  constructor(regions, clock, t) {
    this.regions = regions;
    this.clock = clock;
    this.t = t;
  }

  /** @param {string} words */
  say(words) {
    speak(this.regions.polite, [words]);
  }

  /** The list may have changed. @param {() => Row[]} rows */
  listen(rows) {
    if (this.#timer !== null) return;
    this.#timer = this.clock.after(this.#told === null ? firstGather : gather, () => {
      this.#timer = null;
      this.#tell(rows().filter((row) => !row.checking || row.state !== 'stale'));
    });
  }

  /** @param {Row[]} rows */
  #tell(rows) {
    const { polite, assertive } = changes(this.#told ?? new Map(), rows);
    if (this.#told === null) {
      const verified = rows.filter((row) => row.state === 'verified').length;
      if (rows.length > 0) this.say(this.t(text('said_first', rows.length, verified)));
    } else {
      speak(this.regions.polite, polite.map(this.t));
    }
    speak(this.regions.assertive, assertive.map(this.t));
    // What is being checked just now keeps what was told of it.
    if (rows.length > 0) this.#told = new Map([...(this.#told ?? []), ...told(rows)]);
  }
}

/** @param {HTMLElement} region @param {string[]} words */
function speak(region, words) {
  if (words.length > 0) region.textContent = words.join(' ');
}
