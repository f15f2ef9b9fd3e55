// "It's mine": what can be confirmed, what has to be accepted for it, and exactly which facts the confirmation carries.

import { weaknesses } from '../protocol/codes.js';
import { clean } from './text.js';

/** @import { CertificateView, ConfirmRequest, DeviceView, FindingView, Weakness } from '../protocol/messages.js' */
/** @import { Shown } from './verdict.js' */

/**
 * @typedef {object} Offer
 * @property {FindingView | null} refusal why it cannot be confirmed, though everything else fits
 * @property {{ weakness: Weakness, reason: FindingView }[]} weaknesses what has to be accepted, one by one
 * @property {FindingView | null} again the reason to confirm a device that was confirmed before
 */

/**
 * The facts on display. They stay as they are while the page is open, whatever the network says meanwhile.
 * @typedef {object} Facts
 * @property {string} key
 * @property {string} cname
 * @property {string} spkiSha256
 * @property {string} address
 * @property {Pick<CertificateView, 'issuer' | 'trust' | 'rootName'>} issued
 */

/** Longest DeviceName a person can give, in UTF-16 units, as the host counts. */
export const longestOwnName = 63;

const refusing = ['looks-like-trusted', 'looks-like-other', 'too-long-lived'];

/**
 * @param {DeviceView} device
 * @param {Shown} shown
 * @returns {Offer | null} null where there is nothing to confirm
 */
export function offerOf(device, shown) {
  if ((shown.state !== 'unconfirmed' && shown.state !== 'caution') || factsOf(device) === null) return null;
  const refusal = shown.reasons.find((reason) => refusing.includes(reason.code)) ?? null;
  const again = shown.reasons.find((reason) => reason.code === 'key-changed') ?? null;
  const asked = weaknesses.flatMap((weakness) => {
    const reason = shown.reasons.find((each) => each.code === weakness);
    return reason === undefined ? [] : [{ weakness, reason }];
  });
  const understood = [...refusing, 'key-changed', 'not-confirmed', 'confirmed', ...weaknesses];
  if (!shown.reasons.every((reason) => understood.includes(reason.code))) return null;
  return { refusal, weaknesses: refusal === null ? asked : [], again };
}

/** Whether Confirm may be the default button. @param {Offer} offer */
export function isWeak(offer) {
  return offer.weaknesses.length > 0 || offer.again !== null;
}

/** @param {DeviceView} device @returns {Facts | null} */
export function factsOf(device) {
  const { cname, verdict: { certificate, address, port } } = device;
  if (cname === null || certificate === null) return null;
  return { key: device.key, cname, spkiSha256: certificate.spkiSha256, address: endpoint(address, port), issued: certificate };
}

/** @param {string | null} address @param {number | null} port */
export function endpoint(address, port) {
  if (address === null) return '';
  const written = address.includes(':') ? `[${address}]` : address;
  return port === null ? written : `${written}:${port}`;
}

/** Whether what is known now is still what is on display. @param {Facts} facts @param {DeviceView} device */
export function isUnchanged(facts, device) {
  const now = factsOf(device);
  return now === null || (now.cname === facts.cname && now.spkiSha256 === facts.spkiSha256);
}

/**
 * @param {string} written what stands in the name field
 * @returns {'empty' | 'long' | null} what is wrong with it
 */
export function nameProblem(written) {
  const { length } = clean(written);
  if (length === 0) return 'empty';
  return length > longestOwnName ? 'long' : null;
}

/**
 * @param {Facts} facts
 * @param {string} written
 * @param {readonly Weakness[]} accepted
 * @returns {Omit<ConfirmRequest, 'id'>}
 */
export function confirmRequest(facts, written, accepted) {
  return { type: 'confirm', device: facts.key, cname: facts.cname, spkiSha256: facts.spkiSha256, name: clean(written), accept: [...accepted] };
}
