// What may be shown of a device at this moment. Every doubt ends in "not verified": green is the one answer that must never be wrong.

import { finding, isKnown } from './findings.js';
import { verdictStates } from '../protocol/codes.js';

/** @import { DeviceView, FindingView } from '../protocol/messages.js' */
/** @import { Entry, Now } from './device-list.js' */

/** @typedef {'verified' | 'unconfirmed' | 'caution' | 'expired' | 'untrusted' | 'revoked' | 'mismatch' | 'unreachable' | 'stale' | 'unknown'} ShownState */
/** @typedef {'green' | 'neutral' | 'amber' | 'red' | 'grey'} Tone */
/** @typedef {{ state: ShownState, tone: Tone, reasons: FindingView[], notes: FindingView[] }} Shown */

/** @type {Readonly<Record<ShownState, Tone>>} */
const tones = Object.freeze({
  verified: 'green',
  unconfirmed: 'neutral',
  caution: 'amber',
  expired: 'red',
  untrusted: 'grey',
  revoked: 'red',
  mismatch: 'red',
  unreachable: 'grey',
  stale: 'grey',
  unknown: 'grey',
});

/**
 * @param {Entry} entry
 * @param {Now} now
 * @returns {Shown}
 */
export function shown(entry, now) {
  const { device } = entry;
  const { verdict } = device;
  if (entry.goneAt !== null) return show(device, 'stale', [finding('not-announced')], []);
  if (!entry.live) return show(device, 'stale', [finding('not-checked-yet')], []);
  const state = knownState(verdict.state);
  if (state === null || ![...verdict.reasons, ...verdict.notes].every((each) => isKnown(each.code))) {
    return show(device, 'unknown', verdict.reasons.filter((each) => !isKnown(each.code)), verdict.notes.filter((each) => isKnown(each.code)));
  }
  if (isOver(entry, now)) return show(device, 'stale', [finding('check-too-old', checkedAt(device))], verdict.notes);
  if (state === 'verified' && !isProved(device, now)) return show(device, 'unknown', [], verdict.notes);
  return show(device, state, verdict.reasons, verdict.notes);
}

/** @param {DeviceView} device @param {ShownState} state @param {FindingView[]} reasons @param {FindingView[]} notes @returns {Shown} */
function show(device, state, reasons, notes) {
  const tone = state === 'untrusted' && device.trusted !== null ? 'red' : tones[state];
  return { state, tone, reasons, notes };
}

/** @param {string} written @returns {ShownState | null} */
function knownState(written) {
  return verdictStates.find((state) => state === written) ?? null;
}

/**
 * Whether the verdict's time is over, by the wall clock or by the steady one: either may have stood still or been set back.
 * @param {Entry} entry
 * @param {Now} now
 */
function isOver(entry, now) {
  const { state, staleAt } = entry.device.verdict;
  if (state === 'stale' || state === 'unreachable') return false;
  return staleAt === null ? state === 'verified' : Date.parse(staleAt) <= now.wall || entry.freshUntil <= now.steady;
}

/**
 * The host decides what is verified; this holds its evidence against it once more.
 * @param {DeviceView} device
 * @param {Now} now
 */
function isProved({ cname, trusted, verdict: { certificate, reasons } }, now) {
  return cname !== null && trusted !== null && certificate !== null
    && trusted.cname === cname
    && trusted.spkiSha256 === certificate.spkiSha256
    && /^[0-9a-f]{64}$/.test(certificate.spkiSha256)
    && (certificate.trust === 'system' || certificate.trust === 'lab-root')
    && Date.parse(certificate.notBefore) <= now.wall && now.wall < Date.parse(certificate.notAfter)
    && reasons.every((each) => each.code === 'confirmed');
}

/** @param {DeviceView} device @returns {Record<string, string>} */
function checkedAt(device) {
  return device.verdict.checkedAt === null ? {} : { checkedAt: device.verdict.checkedAt };
}
