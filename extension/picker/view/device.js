// The device page: what is shown of it, the pre-flight as it runs, the evidence, and what can be done.
// Hooks: [data-testid=device] with data-key, data-state, data-reason; [data-testid=preflight] with data-outcome;
// li[data-testid=step] with data-step, data-state, data-code; li[data-testid=evidence] with data-code, data-mark.

import { h } from '../dom.js';
import { sentence } from '../../domain/preflight.js';
import { grouped, keyOf, name as nameOf, text } from '../../domain/text.js';
import { icon, runningIcon, stateIcon } from './icons.js';
import { actionBar, bdi, button, notice, pageHeader } from './parts.js';

/** @import { Child, Node } from '../dom.js' */
/** @import { Action } from '../../domain/actions.js' */
/** @import { Evidence } from '../../domain/evidence.js' */
/** @import { Preflight, Step } from '../../domain/preflight.js' */
/** @import { Row } from '../../domain/row.js' */
/** @import { DeviceView } from '../../protocol/messages.js' */
/** @import { Text } from '../../domain/text.js' */
/** @import { Translate } from '../translate.js' */

/**
 * @typedef {object} DeviceShown
 * @property {Row} row
 * @property {DeviceView} device
 * @property {{ problems: readonly Evidence[], known: readonly Evidence[] }} evidence
 * @property {Preflight} preflight
 * @property {{ primary: Action, others: Action[] }} actions
 * @property {string | null} lookup what the look-up said against opening it
 * @property {{ words: string, code: string } | null} notice
 */

/** @param {DeviceShown} page @param {Translate} t @returns {Node[]} */
export function devicePage(page, t) {
  const { row, device, evidence, preflight } = page;
  return [
    pageHeader(t, t(text('device_title'))),
    h('main', {
      'key': 'device', 'class': 'scroll device', 'data-testid': 'device', 'data-key': row.key, 'data-state': row.state, 'data-tone': row.tone, 'data-reason': row.reason, 'data-gone': String(row.gone),
    },
    hero(row, device, t),
    notice(page.notice?.words ?? null, page.notice?.code ?? ''),
    evidenceList('problems', evidence.problems, t),
    steps(preflight, t),
    h('h2', { key: 'evidence-title', class: 'section-title' }, t(text('evidence_title'))),
    evidenceList('evidence', evidence.known, t),
    details(device, t)),
    actions(page, t),
  ];
}

/** @param {Row} row @param {DeviceView} device @param {Translate} t @returns {Node} */
function hero(row, { cname, advertisedName, trusted }, t) {
  return h('section', { key: 'hero', class: `hero tone-${row.tone}` },
    h('p', { 'class': 'hero-label', 'data-testid': 'hero-label' }, t(text(trusted === null ? `hero_${row.state}` : `hero_own_${ownLabel(row)}`))),
    h('p', { class: 'hero-name' }, stateIcon(row, row.checking), h('strong', { 'data-testid': 'device-name' }, bdi(row.name))),
    cname === null ? null : h('p', { 'class': 'hero-cname', 'data-testid': 'device-cname', 'dir': 'ltr' }, cname),
    advertisedName === null ? null : h('p', { class: 'hero-also' }, t(text('hero_also', nameOf(advertisedName)))));
}

/** @param {Row} row */
function ownLabel({ state, tone }) {
  if (state === 'verified') return 'verified';
  return tone === 'red' ? 'red' : tone === 'amber' ? 'caution' : 'other';
}

/** @param {string} key @param {readonly Evidence[]} evidence @param {Translate} t @returns {Node | null} */
function evidenceList(key, evidence, t) {
  if (evidence.length === 0) return null;
  return h('ul', { key, 'class': `evidence ${key}`, 'data-testid': key }, evidence.map((each) => evidenceItem(each, t)));
}

/** @param {Evidence} evidence @param {Translate} t @returns {Node} */
function evidenceItem({ id, mark, sentence: words, proof }, t) {
  return h('li', { 'key': id, 'class': `evidence-item mark-${mark}`, 'data-testid': 'evidence', 'data-code': id, 'data-mark': mark },
    markIcon(mark),
    h('div', { class: 'evidence-words' },
      h('p', { class: 'evidence-sentence' }, h('span', { class: 'hidden' }, t(text(`mark_${mark}`))), t(words)),
      proof === null ? null : h('p', { class: 'evidence-proof' }, t(proof))));
}

/** @param {string} mark @returns {Node} */
function markIcon(mark) {
  /** @type {Record<string, string>} */
  const icons = { failed: 'refused', weak: 'caution', open: 'dash', passed: 'check', noted: 'info' };
  return icon(icons[mark] ?? 'info', 'mark');
}

/** @param {Preflight} run @param {Translate} t @returns {Node} */
function steps(run, t) {
  return h('section', { 'key': 'preflight', 'class': `preflight outcome-${run.outcome}`, 'data-testid': 'preflight', 'data-outcome': run.outcome, 'aria-labelledby': 'preflight-title' },
    h('h2', { id: 'preflight-title', class: 'section-title' }, t(preflightTitle(run))),
    h('ol', { class: 'steps' }, run.steps.map((step) => stepItem(step, t))));
}

/** @param {Preflight} run @returns {Text} */
function preflightTitle({ outcome, error }) {
  return outcome === 'broken' ? text('preflight_broken', text(`error_${keyOf(error ?? 'unknown')}`)) : text(`preflight_${outcome}`);
}

/** @param {Step} step @param {Translate} t @returns {Node} */
function stepItem(step, t) {
  /** @type {Record<string, string>} */
  const icons = { waiting: 'dot', passed: 'check', noted: step.finding?.code === 'step-skipped' ? 'dash' : 'info', failed: 'cross' };
  return h('li', { 'key': step.step, 'class': `step step-${step.state}`, 'data-testid': 'step', 'data-step': step.step, 'data-state': step.state, 'data-code': step.finding?.code },
    step.state === 'running' ? runningIcon() : icon(icons[step.state] ?? 'dot', 'mark'),
    h('span', { class: 'step-words' }, h('span', { class: 'hidden' }, t(text(`step_state_${step.state}`))), t(sentence(step))));
}

/** @param {DeviceView} device @param {Translate} t @returns {Node} */
function details({ key, verdict: { certificate, policyVersion }, interfaces, addresses }, t) {
  const line = (/** @type {string} */ label, /** @type {string} */ value) => [h('dt', {}, t(text(label))), h('dd', { dir: 'ltr' }, value)];
  return h('details', { 'key': 'details', 'class': 'details', 'data-testid': 'details' },
    h('summary', { 'data-testid': 'details-summary' }, t(text('details_title'))),
    h('dl', {},
      certificate === null ? null : [
        ...line('details_key', grouped(certificate.spkiSha256)),
        ...line('details_leaf', grouped(certificate.leafSha256)),
        ...line('details_names', certificate.dnsNames.slice(0, 20).join(', ')),
        ...line('details_issuer', certificate.issuer),
      ],
      line('details_addresses', addresses.slice(0, 20).join(', ') || '–'),
      line('details_interfaces', interfaces.join(', ') || '–'),
      line('details_id', key),
      line('details_policy', String(policyVersion))));
}

/** @param {DeviceShown} page @param {Translate} t @returns {Node} */
function actions({ actions: { primary, others }, lookup }, t) {
  const hint = lookup !== null && (primary === 'open' || others.includes('open'))
    ? h('p', { 'key': 'hint', 'class': 'action-hint', 'data-testid': 'lookup-hint', 'data-code': lookup }, icon('info'), h('span', {}, t(text(`hint_${keyOf(lookup)}`)))) : null;
  const look = (/** @type {Action} */ action, /** @type {string} */ className) => button(action, t(text(`action_${action}`)), { className, testid: action, key: action });
  /** @type {Child[]} */
  const buttons = [look(primary, lookup !== null && primary === 'open' ? 'button wide' : 'button primary wide'), ...others.map((each) => look(each, 'button'))];
  return actionBar([hint, h('div', { key: 'buttons', class: 'buttons' }, buttons)]);
}
