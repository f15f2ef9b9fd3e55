// When the page is painted: once a frame at most after a change, and by itself when a verdict ends.

import { paint } from './dom.js';
import { keyAt } from './hold.js';
import { pageOf } from './page.js';
import { allRows, currentPage, settle, untilNextChange } from './state.js';

/** @import { Clock, Timer } from '../platform/clock.js' */
/** @import { Hold } from './hold.js' */
/** @import { Place } from './page.js' */
/** @import { Speaker } from './speaker.js' */
/** @import { State } from './state.js' */
/** @import { Translate } from './translate.js' */

/**
 * @typedef {object} Canvas
 * @property {HTMLElement} root
 * @property {State} state
 * @property {Clock} clock
 * @property {Translate} t
 * @property {Hold} hold
 * @property {Speaker} speaker
 * @property {Place} place
 */

export class Painter {
  #scheduled = false;
  /** @type {Timer | null} */ #tick = null;
  /** @type {{ key: string | null } | null} */ #focus = { key: null };
  /** @type {Set<string>} */ #marked = new Set();

  /** @param {Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
  }

  /** Paints with the next frame; at once where no frames are made, so that a hidden page is right when it is shown. */
  schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (document.hidden) this.canvas.clock.after(0, () => this.paint());
    else requestAnimationFrame(() => this.paint());
  }

  /** @param {string | null} key a row's, or null for the head of the page */
  focusNext(key) {
    this.#focus = { key };
  }

  paint() {
    this.#scheduled = false;
    const { root, state, clock, t, hold, speaker, place } = this.canvas;
    const now = clock.now();
    settle(state, now, currentPage(state).kind === 'list' ? hold.keys() : []);
    paint(root, pageOf(state, now, t, place));
    this.#placeFocus();
    this.#mark();
    if (state.watching !== null) speaker.listen(() => allRows(state, clock.now()));
    this.#tick?.cancel();
    this.#tick = clock.after(untilNextChange(state, now), () => this.paint());
  }

  /** A page that was changed under the focus gets it back, or it would be lost to the keyboard. */
  #placeFocus() {
    const { root } = this.canvas;
    const wanted = this.#focus ?? (document.activeElement === document.body ? { key: null } : null);
    if (wanted === null) return;
    this.#focus = null;
    const rows = [...root.querySelectorAll('[data-row]')];
    const row = wanted.key === null ? undefined : rows.find((each) => keyAt(each) === wanted.key);
    const target = row ?? root.querySelector('[data-focus="page"]');
    if (target instanceof HTMLElement) target.focus({ preventScroll: row === undefined });
  }

  /** For the benchmark: when the first rows, and the first green one, were on the screen. */
  #mark() {
    const { root } = this.canvas;
    const seen = { 'picker-painted': '[data-testid="row"]', 'first-verified': '[data-testid="row"][data-state="verified"]' };
    for (const [mark, selector] of Object.entries(seen)) {
      if (this.#marked.has(mark) || root.querySelector(selector) === null) continue;
      this.#marked.add(mark);
      // A task after the frame: by then it is painted.
      requestAnimationFrame(() => this.canvas.clock.after(0, () => performance.mark(mark)));
    }
  }
}
