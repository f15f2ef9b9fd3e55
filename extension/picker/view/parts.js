// Pieces that several pages use.

import { h } from '../dom.js';
import { icon } from './icons.js';
import { text } from '../../domain/text.js';

/** @import { Child, Node } from '../dom.js' */
/** @import { Translate } from '../translate.js' */

/**
 * A button: `data-action` is what the page does, `data-testid` is what tests hold on to.
 * @param {string} action
 * @param {string} label
 * @param {{ className?: string, testid?: string, key?: string, disabled?: boolean, label?: string, focus?: boolean }} [options] `focus`: where the page's focus goes
 * @returns {Node}
 */
export function button(action, label, { className = 'button', testid = action, key, disabled = false, label: spoken, focus = false } = {}) {
  return h('button', { key, 'type': 'button', 'class': className, 'data-action': action, 'data-testid': testid, 'disabled': disabled, 'aria-label': spoken, 'data-focus': focus ? 'page' : null }, label);
}

/** A name from the network: its direction does not change that of the words around it. @param {string} name @param {string} [className] @returns {Node} */
export function bdi(name, className = 'name') {
  return h('bdi', { 'class': className }, name);
}

/**
 * The head of a page below the list.
 * @param {Translate} t
 * @param {string} title
 * @param {Child} [aside]
 * @returns {Node}
 */
export function pageHeader(t, title, aside) {
  return h('header', { key: 'header', class: 'top' },
    h('button', { 'type': 'button', 'class': 'icon-button', 'data-action': 'back', 'data-testid': 'back', 'aria-label': t(text('back')), 'title': t(text('back')) }, icon('back')),
    h('h1', { 'class': 'top-title', 'tabindex': '-1', 'data-focus': 'page' }, title),
    aside);
}

/** @param {readonly Child[]} children @returns {Node} */
export function actionBar(children) {
  return h('footer', { key: 'footer', class: 'bottom actions' }, children);
}

/** A word on what went wrong with the last thing that was asked for. @param {string | null} words @param {string} code @returns {Node | null} */
export function notice(words, code) {
  return words === null ? null : h('p', { 'key': 'notice', 'class': 'notice', 'role': 'alert', 'data-testid': 'notice', 'data-code': code }, icon('info'), h('span', {}, words));
}
