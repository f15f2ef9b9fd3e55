// What a person may do with a device in the state that is shown. A red device offers nothing that would open it.

import { offerOf } from './consent.js';

/** @import { DeviceView } from '../protocol/messages.js' */
/** @import { Shown } from './verdict.js' */

/** @typedef {'open' | 'consent' | 'details' | 'why' | 'recheck' | 'rename' | 'forget'} Action */

/** The one button of a row. @param {DeviceView} device @param {Shown} shown @returns {Action} */
export function rowAction(device, shown) {
  if (shown.state === 'verified') return addressOf(device, shown) === null ? 'details' : 'open';
  if (shown.tone === 'red') return 'why';
  const offer = offerOf(device, shown);
  if (offer === null) return 'details';
  return offer.refusal === null ? 'consent' : 'why';
}

/**
 * The buttons of the device page, the primary one first.
 * @param {DeviceView} device
 * @param {Shown} shown
 * @returns {{ primary: Action, others: Action[] }}
 */
export function pageActions(device, shown) {
  const own = device.trusted === null ? [] : /** @type {Action[]} */ (['rename', 'forget']);
  const open = addressOf(device, shown) === null ? [] : /** @type {Action[]} */ (['open']);
  if (shown.state === 'verified' && open.length > 0) return { primary: 'open', others: own };
  const offer = offerOf(device, shown);
  if (offer === null) return { primary: 'recheck', others: own };
  return { primary: offer.refusal === null ? 'consent' : 'recheck', others: [...open, ...own] };
}

/**
 * The address to open, held against the name it must be for.
 * @param {DeviceView} device
 * @param {Shown} shown
 * @returns {string | null}
 */
export function addressOf(device, shown) {
  const openable = shown.state === 'verified' || shown.state === 'unconfirmed' || (shown.state === 'caution' && !looksAlike(shown));
  if (!openable || device.url === null || device.cname === null || !URL.canParse(device.url)) return null;
  const url = new URL(device.url);
  const isItsOwn = url.protocol === 'https:' && url.hostname === device.cname && url.username === '' && url.password === '';
  return isItsOwn ? url.href : null;
}

/** @param {Shown} shown */
function looksAlike(shown) {
  return shown.reasons.some((reason) => reason.code === 'looks-like-trusted' || reason.code === 'looks-like-other');
}
