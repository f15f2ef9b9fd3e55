// What the picker knows, and what follows from it for the page. No browser in here.

import { arrange, frozen } from '../domain/layout.js';
import { cacheGrace, noDevices, present, swept, withoutUntold } from '../domain/device-list.js';
import { failure } from '../domain/failures.js';
import { rowOf } from '../domain/row.js';

/** @import { DeviceList, Entry, Now } from '../domain/device-list.js' */
/** @import { Facts, Offer } from '../domain/consent.js' */
/** @import { Failure } from '../domain/failures.js' */
/** @import { Place } from '../domain/layout.js' */
/** @import { Preflight } from '../domain/preflight.js' */
/** @import { Row } from '../domain/row.js' */
/** @import { Weakness } from '../protocol/messages.js' */

/** @typedef {{ words: string, code: string } | null} Notice */
/** @typedef {{ kind: 'list' }} ListPage */
/** @typedef {{ kind: 'device', key: string, entry: Entry, preflight: Preflight }} DevicePage */
/** @typedef {{ kind: 'consent', key: string, facts: Facts, offer: Offer, name: string, accepted: Weakness[], busy: boolean }} ConsentPage */
/** @typedef {{ kind: 'rename' | 'forget', key: string, cname: string, current: string, name: string, busy: boolean }} OwnPage */
/** @typedef {{ kind: 'help' }} HelpPage */
/** @typedef {ListPage | DevicePage | ConsentPage | OwnPage | HelpPage} Page */

/**
 * @typedef {object} State
 * @property {DeviceList} list
 * @property {Place[]} places
 * @property {number} leftOut
 * @property {string} query
 * @property {string | null} inHand the row that Tab leads to
 * @property {Page[]} pages the last one is shown
 * @property {boolean} menuOpen
 * @property {Notice} notice
 * @property {{ failure: Failure, since: number } | null} loss why there is no host
 * @property {Failure | null} blocked what a request ran into that stops everything
 * @property {{ interfaces: readonly string[], since: number } | null} watching the network, while the host watches it
 * @property {string | null} version
 * @property {boolean} copied
 * @property {boolean} retrying
 */

/** A host that dies may be back at once; nobody needs to see that. */
const lossGrace = 800;

/** How long the network may take to answer before "nothing found" is said. */
const answerGrace = 4000;

/** @returns {State} */
export function initialState() {
  return {
    list: noDevices, places: [], leftOut: 0, query: '', inHand: null, pages: [{ kind: 'list' }], menuOpen: false, notice: null,
    loss: null, blocked: null, watching: null, version: null, copied: false, retrying: false,
  };
}

/** @param {State} state @returns {Page} */
export function currentPage(state) {
  return state.pages.at(-1) ?? { kind: 'list' };
}

/**
 * Brings everything that depends on the time and on the row in hand up to date.
 * @param {State} state
 * @param {Now} now
 * @param {readonly string[]} heldKeys rows under the pointer or with the focus
 */
export function settle(state, now, heldKeys) {
  if (state.watching !== null && now.steady - state.watching.since >= cacheGrace) state.list = withoutUntold(state.list, now);
  const held = lowest(state.places, heldKeys);
  const kept = new Set(frozen(state.places, state.list, held).map((place) => place.key));
  state.list = swept(state.list, now, kept);
  Object.assign(state, arrange(state.places, state.list, { query: state.query, held }));
  if (!state.places.some((place) => place.key === state.inHand)) state.inHand = state.places[0]?.key ?? null;
  const page = currentPage(state);
  if (page.kind === 'device') page.entry = state.list.get(page.key) ?? { ...page.entry, goneAt: page.entry.goneAt ?? now.steady };
}

/** @param {readonly Place[]} places @param {readonly string[]} keys @returns {string | null} */
function lowest(places, keys) {
  return places.findLast((place) => keys.includes(place.key))?.key ?? null;
}

/**
 * What stands in the way of everything now.
 * @param {State} state
 * @param {Now} now
 * @returns {Failure | null}
 */
export function currentFailure(state, now) {
  const { loss, blocked, watching } = state;
  if (loss !== null) {
    const mayPass = loss.failure.code === 'host-crashed' && now.steady - loss.since < lossGrace;
    return mayPass ? null : loss.failure;
  }
  if (blocked !== null) return blocked;
  if (watching === null || present(state.list).length > 0) return null;
  if (watching.interfaces.length === 0) return failure('no-network');
  return now.steady - watching.since >= answerGrace ? failure('nothing-found') : null;
}

/** The rows as they stand. @param {State} state @param {Now} now */
export function currentRows(state, now) {
  return state.places.flatMap(({ key, group }) => {
    const entry = state.list.get(key);
    return entry === undefined ? [] : [{ group, row: rowOf(entry, now) }];
  });
}

/** Every device's row, listed or not. @param {State} state @param {Now} now @returns {Row[]} */
export function allRows(state, now) {
  return [...state.list.values()].map((entry) => rowOf(entry, now));
}

/**
 * When the page changes by itself next: a verdict ends, a dimmed row goes, a fresh one has faded in.
 * @param {State} state
 * @param {Now} now
 * @returns {number} milliseconds, at most a second, because ages are shown
 */
export function untilNextChange(state, now) {
  let next = 1000;
  for (const entry of state.list.values()) {
    const { staleAt } = entry.device.verdict;
    const ends = staleAt === null ? Infinity : Math.min(Date.parse(staleAt) - now.wall, entry.freshUntil - now.steady);
    if (entry.live && ends > 0) next = Math.min(next, ends);
  }
  return Math.max(20, next);
}
