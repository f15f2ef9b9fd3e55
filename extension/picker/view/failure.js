// When nothing works, and the help for a device that is not listed.
// Hooks: [data-testid=failure] with data-code; buttons copy, check-again; [data-testid=command], [data-testid=error-code].

import { h } from '../dom.js';
import { name, text } from '../../domain/text.js';
import { icon } from './icons.js';
import { button, pageHeader } from './parts.js';

/** @import { Node } from '../dom.js' */
/** @import { FailureShown } from '../../domain/failures.js' */
/** @import { Translate } from '../translate.js' */

/**
 * @param {FailureShown & { copied: boolean, retrying: boolean }} page
 * @param {Translate} t
 * @returns {Node[]}
 */
export function failurePage({ code, picture, title, sentence, hint, command, copied, retrying }, t) {
  return [
    h('header', { key: 'header', class: 'top' }, h('span', { class: 'top-title' }, t(text('extensionName')))),
    h('main', { 'key': 'failure', 'class': 'scroll failure', 'data-testid': 'failure', 'data-code': code },
      h('div', { class: `picture picture-${picture}` }, icon(picture)),
      h('h1', { 'class': 'failure-title' }, t(title)),
      h('p', { class: 'failure-words' }, t(sentence)),
      h('pre', { 'class': 'command', 'data-testid': 'command', 'tabindex': '0', 'aria-label': t(text('command')) }, command),
      h('div', { class: 'buttons centre' },
        button('copy', t(text(copied ? 'copied' : 'copy')), { className: 'button primary', focus: true }),
        button('check-again', t(text(retrying ? 'checking' : 'check_again')), { disabled: retrying })),
      hint === null ? null : h('p', { class: 'failure-hint' }, t(hint))),
    h('footer', { key: 'footer', class: 'bottom' },
      h('span', { 'data-testid': 'error-code' }, t(text('error_code', code))),
      h('span', { class: 'push' }),
      button('help', t(text('menu_help')), { className: 'link', testid: 'not-listed' })),
  ];
}

/** @param {{ version: string | null, interfaces: readonly string[] }} page @param {Translate} t @returns {Node[]} */
export function helpPage({ version, interfaces }, t) {
  const item = (/** @type {string} */ key) => h('li', {}, h('strong', {}, t(text(`${key}_title`))), h('span', { class: 'help-words' }, t(text(key))));
  return [
    pageHeader(t, t(text('help_title'))),
    h('main', { 'key': 'help', 'class': 'scroll help', 'data-testid': 'help' },
      h('ol', { class: 'help-list' }, ['help_power', 'help_network', 'help_speaks', 'help_firewall', 'help_command'].map(item)),
      h('pre', { 'class': 'command', 'tabindex': '0', 'aria-label': t(text('command')) }, 'localhttps discover --watch'),
      h('p', { 'class': 'quiet', 'data-testid': 'about' },
        version === null ? t(text('help_no_helper')) : t(text('help_version', version)), ' ', interfaces.length === 0 ? '' : t(text('help_interfaces', name(interfaces.join(', ')))))),
    h('footer', { key: 'footer', class: 'bottom actions' },
      h('div', { class: 'buttons' }, button('rescan', t(text('menu_rescan')), { className: 'button primary wide', testid: 'rescan' }))),
  ];
}
