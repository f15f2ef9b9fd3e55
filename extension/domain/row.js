// A device as one row.

import { rowAction } from './actions.js';
import { rowText } from './findings.js';
import { clean, text } from './text.js';
import { shown } from './verdict.js';

/** @import { Entry, Now } from './device-list.js' */
/** @import { Action } from './actions.js' */
/** @import { Text } from './text.js' */
/** @import { ShownState, Tone } from './verdict.js' */

/**
 * @typedef {object} Row
 * @property {string} key
 * @property {string} name
 * @property {string} kind
 * @property {ShownState} state
 * @property {Tone} tone
 * @property {string} reason the weightiest reason's code, or the state
 * @property {string | null} cname to be shown as the line; else null
 * @property {Text} line
 * @property {Action} action
 * @property {boolean} checking
 * @property {boolean} gone
 * @property {boolean} fresh whether it has just come
 */

const fadeIn = 400;

/** @param {Entry} entry @param {Now} now @returns {Row} */
export function rowOf(entry, now) {
  const { device } = entry;
  const what = shown(entry, now);
  const [reason] = what.reasons;
  return {
    key: device.key,
    name: deviceName(device.deviceName, device.key),
    kind: device.kind,
    state: what.state,
    tone: what.tone,
    reason: reason?.code ?? what.state,
    cname: what.state === 'verified' ? device.cname : null,
    line: reason === undefined || what.state === 'unknown' ? text(`row_state_${what.state}`) : rowText(reason),
    action: rowAction(device, what),
    checking: device.checking || (!entry.live && entry.goneAt === null),
    gone: entry.goneAt !== null,
    fresh: now.steady - entry.addedAt < fadeIn,
  };
}

/** A row is never without a name. @param {string} given @param {string} key */
export function deviceName(given, key) {
  return clean(given) || clean(key) || '?';
}
