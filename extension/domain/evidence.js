// The device page's sentences, each with its proof: what failed first, then what was checked, then what is worth knowing.

import { endpoint } from './consent.js';
import { remedyText, whyText } from './findings.js';
import { clean, name, text } from './text.js';

/** @import { CertificateView, DeviceView, FindingView } from '../protocol/messages.js' */
/** @import { Text } from './text.js' */
/** @import { Shown } from './verdict.js' */

/** @typedef {'failed' | 'weak' | 'open' | 'passed' | 'noted'} Mark */
/** @typedef {{ id: string, mark: Mark, sentence: Text, proof: Text | null }} Evidence */

const dayLength = 86_400_000;

/**
 * @param {DeviceView} device
 * @param {Shown} shown
 * @returns {{ problems: Evidence[], known: Evidence[] }}
 */
export function evidenceOf(device, shown) {
  const { certificate } = device.verdict;
  const told = shown.state === 'stale' && device.verdict.state !== 'stale' ? null : certificate;
  const clock = shown.notes.filter((note) => note.code === 'clock-may-be-wrong').map(noted);
  const known = [
    ...announced(device, shown),
    ...(told === null ? [] : [certified(device, told, shown), validity(told, shown), key(device, told, shown)]),
    ...confirmed(device),
    ...checked(device),
    ...shown.notes.filter((note) => note.code !== 'clock-may-be-wrong').map(noted),
  ].filter((each) => each !== null);
  // A wrong clock is a likelier fault than the device's: it is told beside what it explains.
  return { problems: [...problems(shown), ...clock], known };
}

/** @param {FindingView} note @returns {Evidence} */
function noted(note) {
  return { id: note.code, mark: 'noted', sentence: whyText(note), proof: remedyText(note) };
}

/** @param {Shown} shown @returns {Evidence[]} */
function problems({ state, tone, reasons }) {
  if (state === 'verified' || state === 'unconfirmed') return [];
  if (reasons.length === 0) return [{ id: state, mark: tone === 'red' ? 'failed' : 'open', sentence: text(`why_state_${state}`), proof: text(`do_state_${state}`) }];
  const marks = /** @type {const} */ ({ red: 'failed', amber: 'weak', grey: 'open', neutral: 'open', green: 'noted' });
  return reasons.map((reason) => ({ id: reason.code, mark: marks[tone], sentence: whyText(reason), proof: remedyText(reason) }));
}

/** @param {DeviceView} device @param {Shown} shown @returns {Evidence[]} */
function announced({ addresses, lastSeen, timeToLive, interfaces, port }, shown) {
  if (timeToLive === null || addresses.length === 0) {
    if (lastSeen !== null) return [{ id: 'announced', mark: 'open', sentence: text('evidence_last_seen', { ago: Date.parse(lastSeen) }), proof: null }];
    return has(shown, 'not-announced') ? [] : [{ id: 'announced', mark: 'open', sentence: text('evidence_not_announced'), proof: null }];
  }
  const first = endpoint(addresses[0] ?? '', port);
  const sentence = addresses.length === 1 ? text('evidence_announced', first) : text('evidence_announced_more', first, addresses.length - 1);
  const seen = lastSeen === null ? text('evidence_ttl', timeToLive) : text('evidence_seen', { ago: Date.parse(lastSeen) }, timeToLive);
  return [{ id: 'announced', mark: 'passed', sentence, proof: interfaces.length === 0 ? seen : text('evidence_on', seen, name(interfaces.join(', '))) }];
}

/** @param {DeviceView} device @param {CertificateView} certificate @param {Shown} shown @returns {Evidence} */
function certified({ cname }, certificate, shown) {
  const isExact = cname !== null && certificate.dnsNames.includes(cname) && !has(shown, 'name-not-in-certificate', 'shared-name', 'accepted-shared-name');
  return isExact
    ? { id: 'exact-name', mark: 'passed', sentence: text('evidence_exact_name'), proof: issuedText(certificate) }
    : { id: 'issuer', mark: 'noted', sentence: text('evidence_issuer', name(certificate.issuer)), proof: vouched(certificate) };
}

/**
 * Who issued it and who vouches for it. A root that was added by hand is always named as such.
 * @param {Pick<CertificateView, 'issuer' | 'trust' | 'rootName'>} certificate
 * @returns {Text}
 */
export function issuedText({ issuer, trust, rootName }) {
  if (trust === 'lab-root' && rootName === issuer) return text('issued_lab_root', name(rootName));
  return text('evidence_by', name(issuer), vouched({ trust, rootName }));
}

/** @param {Pick<CertificateView, 'trust' | 'rootName'>} certificate @returns {Text} */
function vouched({ trust, rootName }) {
  if (trust === 'system') return text('trust_system');
  return trust === 'lab-root' ? text('trust_lab_root', name(rootName ?? '?')) : text('trust_none');
}

/** @param {CertificateView} certificate @param {Shown} shown @returns {Evidence} */
function validity({ notBefore, notAfter }, shown) {
  const from = Date.parse(notBefore);
  const to = Date.parse(notAfter);
  const proof = text('evidence_validity', { moment: from }, { moment: to });
  if (has(shown, 'certificate-expired', 'certificate-not-yet-valid', 'long-lived', 'too-long-lived', 'accepted-long-lived')) {
    return { id: 'validity', mark: 'noted', sentence: text('evidence_lives', { span: to - from }), proof };
  }
  const sentence = to - from > 7 * dayLength ? text('evidence_lives', { span: to - from }) : text('evidence_short_term', { span: to - from });
  return { id: 'validity', mark: 'passed', sentence, proof };
}

/** @param {DeviceView} device @param {CertificateView} certificate @param {Shown} shown @returns {Evidence | null} */
function key({ trusted }, certificate, shown) {
  const proof = text('evidence_fingerprint', `${certificate.spkiSha256.slice(0, 16).match(/.{4}/g)?.join(' ') ?? ''} …`);
  if (trusted === null) return { id: 'key', mark: 'noted', sentence: text('evidence_key_unpinned'), proof };
  if (trusted.spkiSha256 !== certificate.spkiSha256) return has(shown, 'key-changed', 'paired-key-changed', 'pinned-key-not-proved') ? null : { id: 'key', mark: 'open', sentence: text('evidence_other_key'), proof };
  return { id: 'key', mark: 'passed', sentence: text('evidence_same_key', { day: Date.parse(trusted.since) }), proof };
}

/** @param {DeviceView} device @returns {Evidence[]} */
function confirmed({ trusted, cname }) {
  if (trusted !== null) {
    const how = trusted.method === 'paired' ? 'evidence_paired' : 'evidence_confirmed';
    return [{ id: 'confirmed', mark: 'passed', sentence: text(how, { day: Date.parse(trusted.since) }), proof: text('evidence_your_name', name(trusted.name)) }];
  }
  return cname === null ? [] : [{ id: 'confirmed', mark: 'open', sentence: text('evidence_not_confirmed'), proof: text('evidence_not_confirmed_proof') }];
}

/** @param {DeviceView} device @returns {Evidence[]} */
function checked({ verdict: { checkedAt, address, port } }) {
  if (checkedAt === null) return [];
  const when = { ago: Date.parse(checkedAt) };
  const sentence = address === null ? text('evidence_checked', when) : text('evidence_checked_at', when, endpoint(clean(address), port));
  return [{ id: 'checked', mark: 'noted', sentence, proof: text('evidence_separately') }];
}

/** @param {Shown} shown @param {...string} codes */
function has({ reasons, notes }, ...codes) {
  return [...reasons, ...notes].some((/** @type {FindingView} */ each) => codes.includes(each.code));
}
