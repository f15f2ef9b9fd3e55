// What the host's codes are called here. A code that is not in this table is "not verified", whatever state it came with.

import { keyOf, name, text } from './text.js';

/** @import { FindingView } from '../protocol/messages.js' */
/** @import { Text, Value } from './text.js' */

/** @typedef {'name' | 'names' | 'count' | 'day' | 'ago'} Form */
/** @typedef {{ use: 'reason' | 'note' | 'step', values?: Record<string, Form>, remedy?: boolean }} Rule */

/** @type {Readonly<Record<string, Rule>>} */
export const rules = Object.freeze({
  'confirmed': { use: 'reason', values: { since: 'day' } },
  'not-confirmed': { use: 'reason' },
  'name-not-in-certificate': { use: 'reason', values: { names: 'names' }, remedy: true },
  'sources-disagree': { use: 'reason', values: { names: 'names' }, remedy: true },
  'endpoints-disagree': { use: 'reason', values: { addresses: 'names' }, remedy: true },
  'paired-key-changed': { use: 'reason', values: { since: 'day' }, remedy: true },
  'pinned-key-not-proved': { use: 'reason', remedy: true },
  'no-public-name': { use: 'reason', remedy: true },
  'invalid-public-name': { use: 'reason', values: { name: 'name' }, remedy: true },
  'self-signed': { use: 'reason', remedy: true },
  'unknown-root': { use: 'reason', values: { issuer: 'name' }, remedy: true },
  'incomplete-chain': { use: 'reason', values: { issuer: 'name' }, remedy: true },
  'wrong-usage': { use: 'reason', remedy: true },
  'bad-chain': { use: 'reason', values: { status: 'name' }, remedy: true },
  'certificate-expired': { use: 'reason', values: { notAfter: 'day' }, remedy: true },
  'certificate-not-yet-valid': { use: 'reason', values: { notBefore: 'day' }, remedy: true },
  'clock-may-be-wrong': { use: 'reason', remedy: true },
  'long-lived': { use: 'reason', values: { days: 'count' }, remedy: true },
  'too-long-lived': { use: 'reason', values: { days: 'count', limitDays: 'count' }, remedy: true },
  'shared-name': { use: 'reason', values: { names: 'names' }, remedy: true },
  'looks-like-trusted': { use: 'reason', values: { name: 'name' }, remedy: true },
  'looks-like-other': { use: 'reason', values: { name: 'name' }, remedy: true },
  'key-changed': { use: 'reason', values: { since: 'day' }, remedy: true },
  'no-answer': { use: 'reason', remedy: true },
  'refused': { use: 'reason', remedy: true },
  'not-tls': { use: 'reason', remedy: true },
  'tls-too-old': { use: 'reason', remedy: true },
  'handshake-failed': { use: 'reason', remedy: true },
  'no-address': { use: 'reason', remedy: true },
  'address-not-allowed': { use: 'reason', values: { addresses: 'names' }, remedy: true },
  'not-checked-yet': { use: 'reason' },
  'check-too-old': { use: 'reason', values: { checkedAt: 'ago' }, remedy: true },
  'not-announced': { use: 'reason', remedy: true },
  'other-endpoint-failed': { use: 'note', values: { addresses: 'names' } },
  'other-announcement': { use: 'note', values: { names: 'names' } },
  'several-names': { use: 'note', values: { names: 'names' } },
  'accepted-long-lived': { use: 'note', values: { days: 'count' } },
  'accepted-shared-name': { use: 'note', values: { names: 'names' } },
  'lab-root': { use: 'note', values: { root: 'name' } },
  'verdict-passed': { use: 'step' },
  'verdict-failed': { use: 'step' },
  'device-name-confirmed': { use: 'step', values: { name: 'name' } },
  'device-name-differs': { use: 'step', values: { name: 'name' } },
  'device-name-not-served': { use: 'step' },
  'name-found': { use: 'step', values: { addresses: 'names' } },
  'name-not-found': { use: 'step' },
  'name-elsewhere': { use: 'step', values: { addresses: 'names' } },
  'origin-allowed': { use: 'step', values: { origin: 'name' } },
  'origin-refused': { use: 'step', values: { origin: 'name' } },
  'step-skipped': { use: 'step' },
});

/** @param {string} code */
export function isKnown(code) {
  return Object.hasOwn(rules, code);
}

/** @param {string} code @param {Record<string, string>} [parameters] @returns {FindingView} */
export function finding(code, parameters = {}) {
  return { code, parameters };
}

/** One short sentence for a row. @param {FindingView} from */
export function rowText(from) {
  return textOf('row', from);
}

/** The sentence of the device page. @param {FindingView} from */
export function whyText(from) {
  return textOf('why', from);
}

/** What to do about it. @param {FindingView} from @returns {Text | null} */
export function remedyText(from) {
  return rules[from.code]?.remedy && isKnown(from.code) ? textOf('do', from) : null;
}

/** @param {FindingView} from */
export function stepText(from) {
  return textOf('step', from);
}

/** @param {string} form @param {FindingView} from */
function textOf(form, { code, parameters }) {
  const rule = isKnown(code) ? rules[code] : undefined;
  if (rule === undefined) return text(`${form}_unknown`);
  const values = Object.entries(rule.values ?? {}).map(([field, as]) => valueOf(parameters[field], as));
  return text(`${form}_${keyOf(code)}`, ...values);
}

/** @param {string | undefined} written @param {Form} as @returns {Value} */
function valueOf(written, as) {
  if (written === undefined) return '?';
  if (as === 'count') return /^\d{1,6}$/.test(written) ? Number(written) : '?';
  if (as === 'name' || as === 'names') return name(written.replaceAll(',', ', '));
  const instant = Date.parse(written);
  if (Number.isNaN(instant)) return '?';
  return as === 'day' ? { day: instant } : { ago: instant };
}
