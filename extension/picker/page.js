// Which page is shown, and with what.

import { addressOf, pageActions } from '../domain/actions.js';
import { isUnchanged, offerOf } from '../domain/consent.js';
import { present } from '../domain/device-list.js';
import { evidenceOf } from '../domain/evidence.js';
import { failureShown } from '../domain/failures.js';
import { lookupProblem } from '../domain/preflight.js';
import { rowOf } from '../domain/row.js';
import { shown } from '../domain/verdict.js';
import { currentFailure, currentPage, currentRows } from './state.js';
import { consentPage, forgetPage, renamePage } from './view/consent.js';
import { devicePage } from './view/device.js';
import { failurePage, helpPage } from './view/failure.js';
import { listPage } from './view/list.js';

/** @import { Now } from '../domain/device-list.js' */
/** @import { Node } from './dom.js' */
/** @import { ConsentPage, DevicePage, State } from './state.js' */
/** @import { Translate } from './translate.js' */

/** @typedef {{ extensionId: string, isPopup: boolean }} Place */

/** @param {State} state @param {Now} now @param {Translate} t @param {Place} place @returns {Node[]} */
export function pageOf(state, now, t, { extensionId, isPopup }) {
  const page = currentPage(state);
  if (page.kind === 'help') return helpPage({ version: state.version, interfaces: state.watching?.interfaces ?? [] }, t);
  const failure = currentFailure(state, now);
  if (failure !== null) return failurePage({ ...failureShown(failure, extensionId), copied: state.copied, retrying: state.retrying }, t);
  switch (page.kind) {
    case 'device':
      return devicePage(deviceShown(page, state, now), t);
    case 'consent':
      return consentPage({ ...page, changed: isChanged(page, state, now), notice: state.notice }, t);
    case 'rename':
      return renamePage({ ...page, notice: state.notice }, t);
    case 'forget':
      return forgetPage({ ...page, name: page.current, notice: state.notice }, t);
    default:
      return listPage({
        query: state.query, menuOpen: state.menuOpen, isPopup, rows: currentRows(state, now), leftOut: state.leftOut, total: present(state.list).length,
        connected: state.watching !== null && state.loss === null, inHand: state.inHand, notice: state.notice,
      }, t);
  }
}

/** @param {DevicePage} page @param {State} state @param {Now} now */
function deviceShown(page, state, now) {
  const { entry, preflight } = page;
  const what = shown(entry, now);
  return {
    row: rowOf(entry, now), device: entry.device, evidence: evidenceOf(entry.device, what), preflight, actions: pageActions(entry.device, what),
    lookup: addressOf(entry.device, what) === null ? null : lookupProblem(preflight), notice: state.notice,
  };
}

/** Whether what is on display is no longer what is there. @param {ConsentPage} page @param {State} state @param {Now} now */
export function isChanged(page, state, now) {
  const entry = state.list.get(page.key);
  if (entry === undefined || !entry.live) return false;
  const what = shown(entry, now);
  if (!isUnchanged(page.facts, entry.device)) return true;
  const offer = offerOf(entry.device, what);
  if (offer === null) return what.tone === 'red';
  return offer.refusal?.code !== page.offer.refusal?.code || offer.weaknesses.length > page.offer.weaknesses.length;
}
