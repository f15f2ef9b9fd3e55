// "It's mine…", and the two other pages that change what is trusted.
// Hooks: main[data-testid=consent] with data-key, data-weak; [data-testid=accept] with data-weakness; buttons confirm, cancel, new-facts.

import { h } from '../dom.js';
import { whyText } from '../../domain/findings.js';
import { isWeak, nameProblem } from '../../domain/consent.js';
import { issuedText } from '../../domain/evidence.js';
import { grouped, keyOf, name as nameOf, text } from '../../domain/text.js';
import { icon } from './icons.js';
import { actionBar, bdi, button, notice, pageHeader } from './parts.js';

/** @import { Node } from '../dom.js' */
/** @import { Facts, Offer } from '../../domain/consent.js' */
/** @import { Weakness } from '../../protocol/messages.js' */
/** @import { Translate } from '../translate.js' */

/**
 * @typedef {object} ConsentShown
 * @property {Facts} facts
 * @property {Offer} offer
 * @property {string} name
 * @property {readonly Weakness[]} accepted
 * @property {boolean} changed whether the device shows other facts by now
 * @property {boolean} busy
 * @property {{ words: string, code: string } | null} notice
 */

/** @param {ConsentShown} page @param {Translate} t @returns {Node[]} */
export function consentPage(page, t) {
  const { facts, offer } = page;
  return [
    pageHeader(t, t(text(offer.again === null ? 'consent_title' : 'consent_title_again'))),
    h('main', {
      'key': 'consent', 'class': 'scroll consent', 'data-testid': 'consent', 'data-key': facts.key, 'data-weak': String(isWeak(offer)),
    },
    notice(page.notice?.words ?? null, page.notice?.code ?? ''),
    page.changed ? changed(t) : null,
    form(page, t)),
    bar(page, t),
  ];
}

/** @param {Translate} t @returns {Node} */
function changed(t) {
  return h('div', { 'key': 'changed', 'class': 'callout tone-red', 'role': 'alert', 'data-testid': 'changed' },
    h('p', {}, t(text('consent_changed'))),
    button('new-facts', t(text('consent_new_facts'))));
}

/** @param {ConsentShown} page @param {Translate} t @returns {Node} */
function form({ facts, offer, name, accepted }, t) {
  const problem = nameProblem(name);
  return h('form', { key: 'form', class: 'form', id: 'consent', 'data-form': 'confirm', novalidate: true },
    h('label', { key: 'name-label', for: 'own-name', class: 'label' }, t(text('consent_name'))),
    h('input', {
      'key': 'own-name', 'id': 'own-name', 'type': 'text', 'class': 'field', 'value': name, 'dir': 'auto', 'autocomplete': 'off', 'spellcheck': 'false', 'maxlength': '200',
      'data-testid': 'own-name', 'data-input': 'name', 'aria-invalid': problem === null ? null : 'true', 'aria-describedby': problem === null ? null : 'name-problem',
    }),
    problem === null ? null : h('p', { key: 'name-problem', id: 'name-problem', class: 'field-problem' }, t(text(`name_${problem}`))),
    factsList(facts, t),
    offer.again === null ? null : h('p', { key: 'again', class: 'callout tone-amber' }, icon('caution'), h('span', {}, t(whyText(offer.again)))),
    h('p', { key: 'meaning', class: 'words' }, t(text('consent_meaning'))),
    h('p', { 'key': 'unproved', 'class': 'callout tone-grey', 'data-testid': 'unproved' }, icon('info'), h('span', {}, t(text('consent_unproved')))),
    offer.weaknesses.length === 0 ? null : weaknesses(offer, accepted, t));
}

/** @param {Facts} facts @param {Translate} t @returns {Node} */
function factsList({ cname, address, spkiSha256, issued }, t) {
  return h('dl', { 'key': 'facts', 'class': 'facts', 'data-testid': 'facts' },
    h('dt', {}, t(text('fact_cname'))), h('dd', { 'class': 'mono fact-cname', 'dir': 'ltr', 'data-testid': 'fact-cname' }, cname),
    h('dt', {}, t(text('fact_address'))), h('dd', { 'class': 'mono', 'dir': 'ltr', 'data-testid': 'fact-address' }, address || '–'),
    h('dt', {}, t(text('fact_issuer'))), h('dd', { 'data-testid': 'fact-issuer' }, t(issuedText(issued))),
    h('dt', {}, t(text('fact_key'))), h('dd', { 'class': 'mono fingerprint', 'dir': 'ltr', 'data-testid': 'fact-key', 'data-spki': spkiSha256 }, grouped(spkiSha256)));
}

/** @param {Offer} offer @param {readonly Weakness[]} accepted @param {Translate} t @returns {Node} */
function weaknesses(offer, accepted, t) {
  return h('fieldset', { key: 'weaknesses', class: 'weaknesses' },
    h('legend', {}, t(text('consent_weak'))),
    offer.weaknesses.map(({ weakness, reason }) => h('label', { key: weakness, class: 'check' },
      h('input', { 'type': 'checkbox', 'checked': accepted.includes(weakness), 'data-input': 'accept', 'data-weakness': weakness, 'data-testid': 'accept' }),
      h('span', {}, h('strong', {}, t(whyText(reason))), h('span', { class: 'check-cost' }, t(text(`accept_${keyOf(weakness)}`)))))));
}

/** @param {ConsentShown} page @param {Translate} t @returns {Node} */
function bar({ offer, name, accepted, changed: isChanged, busy }, t) {
  const ready = nameProblem(name) === null && !isChanged && !busy && offer.weaknesses.every(({ weakness }) => accepted.includes(weakness));
  const weak = isWeak(offer);
  const confirm = h('button', {
    'key': 'confirm', 'type': weak ? 'button' : 'submit', 'form': 'consent', 'class': weak ? 'button' : 'button primary wide', 'data-action': weak ? 'confirm' : null,
    'data-testid': 'confirm', 'disabled': !ready,
  }, t(text(busy ? 'consent_busy' : 'action_confirm')));
  const cancel = button('back', t(text('action_cancel')), { className: weak ? 'button primary wide' : 'button', testid: 'cancel', key: 'cancel' });
  return actionBar([h('div', { key: 'buttons', class: 'buttons' }, weak ? [cancel, confirm] : [confirm, cancel])]);
}

/**
 * @param {{ name: string, current: string, busy: boolean, notice: { words: string, code: string } | null }} page
 * @param {Translate} t
 * @returns {Node[]}
 */
export function renamePage({ name, current, busy, notice: said }, t) {
  const problem = nameProblem(name);
  return [
    pageHeader(t, t(text('rename_title'))),
    h('main', { 'key': 'rename', 'class': 'scroll consent', 'data-testid': 'rename-page' },
      notice(said?.words ?? null, said?.code ?? ''),
      h('form', { key: 'form', class: 'form', id: 'rename', 'data-form': 'save-name', novalidate: true },
        h('label', { key: 'label', for: 'own-name', class: 'label' }, t(text('rename_label', nameOf(current)))),
        h('input', {
          'key': 'own-name', 'id': 'own-name', 'type': 'text', 'class': 'field', 'value': name, 'dir': 'auto', 'autocomplete': 'off', 'spellcheck': 'false', 'maxlength': '200',
          'data-testid': 'own-name', 'data-input': 'name', 'aria-invalid': problem === null ? null : 'true', 'aria-describedby': problem === null ? null : 'name-problem',
        }),
        problem === null ? null : h('p', { key: 'problem', id: 'name-problem', class: 'field-problem' }, t(text(`name_${problem}`))),
        h('p', { key: 'words', class: 'words' }, t(text('rename_words'))))),
    actionBar([h('div', { key: 'buttons', class: 'buttons' },
      h('button', { 'key': 'save', 'type': 'submit', 'form': 'rename', 'class': 'button primary wide', 'data-testid': 'save-name', 'disabled': problem !== null || busy }, t(text('action_save'))),
      button('back', t(text('action_cancel')), { testid: 'cancel', key: 'cancel' }))]),
  ];
}

/**
 * @param {{ name: string, cname: string, busy: boolean, notice: { words: string, code: string } | null }} page
 * @param {Translate} t
 * @returns {Node[]}
 */
export function forgetPage({ name, cname, busy, notice: said }, t) {
  return [
    pageHeader(t, t(text('forget_title'))),
    h('main', { 'key': 'forget', 'class': 'scroll consent', 'data-testid': 'forget-page' },
      notice(said?.words ?? null, said?.code ?? ''),
      h('p', { class: 'forget-name' }, bdi(name)),
      h('p', { class: 'mono', dir: 'ltr' }, cname),
      h('p', { class: 'words' }, t(text('forget_words')))),
    actionBar([h('div', { key: 'buttons', class: 'buttons' },
      button('back', t(text('action_keep')), { className: 'button primary wide', testid: 'cancel', key: 'cancel' }),
      button('forget-now', t(text('action_forget_now')), { className: 'button danger', testid: 'forget-now', key: 'forget-now', disabled: busy }))]),
  ];
}
