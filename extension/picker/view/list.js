// The list of devices. Hooks for tests: li[data-testid=row] with data-key, data-state, data-tone, data-reason, data-checking, data-gone.

import { h } from '../dom.js';
import { splitName, text } from '../../domain/text.js';
import { icon, kindIcon, stateIcon } from './icons.js';
import { bdi, button, notice } from './parts.js';

/** @import { Node } from '../dom.js' */
/** @import { Row } from '../../domain/row.js' */
/** @import { Group } from '../../domain/layout.js' */
/** @import { Translate } from '../translate.js' */

/**
 * @typedef {object} ListShown
 * @property {string} query
 * @property {boolean} menuOpen
 * @property {boolean} isPopup
 * @property {{ group: Group, row: Row }[]} rows
 * @property {number} leftOut
 * @property {number} total
 * @property {boolean} connected
 * @property {string | null} inHand the row that Tab leads to
 * @property {{ words: string, code: string } | null} notice
 */

/** @param {ListShown} list @param {Translate} t @returns {Node[]} */
export function listPage(list, t) {
  return [
    searchBar(list, t),
    h('main', { 'key': 'list', 'class': 'scroll list', 'data-testid': 'list', 'data-list': true },
      notice(list.notice?.words ?? null, list.notice?.code ?? ''),
      group('yours', list, t),
      group('others', list, t),
      list.rows.length === 0 ? h('p', { key: 'none', class: 'quiet', 'data-testid': 'no-match' }, t(text(list.query === '' ? 'list_searching' : 'list_no_match'))) : null,
      list.leftOut > 0 ? h('p', { key: 'left-out', class: 'quiet' }, t(text('list_left_out', list.leftOut))) : null),
    footer(list, t),
  ];
}

/** @param {ListShown} list @param {Translate} t @returns {Node} */
function searchBar({ query, menuOpen, isPopup }, t) {
  return h('header', { key: 'header', class: 'top' },
    h('h1', { key: 'h1', class: 'hidden' }, t(text('extensionName'))),
    h('div', { key: 'search', class: 'search' },
      icon('search'),
      h('input', {
        'type': 'search', 'value': query, 'placeholder': t(text('search')), 'aria-label': t(text('search')), 'autocomplete': 'off', 'spellcheck': 'false',
        'maxlength': '200', 'data-testid': 'search', 'data-input': 'query', 'data-focus': 'page',
      })),
    menu(menuOpen, isPopup, t));
}

/** @param {boolean} open @param {boolean} isPopup @param {Translate} t @returns {Node} */
function menu(open, isPopup, t) {
  const items = open && h('div', { 'class': 'menu', 'id': 'menu', 'data-testid': 'menu-items' },
    button('rescan', t(text('menu_rescan')), { className: 'menu-item', testid: 'menu-rescan' }),
    isPopup && button('window', t(text('menu_window')), { className: 'menu-item', testid: 'menu-window' }),
    button('help', t(text('menu_help')), { className: 'menu-item', testid: 'menu-help' }));
  return h('div', { key: 'menu', class: 'menu-holder' },
    h('button', {
      'type': 'button', 'class': 'icon-button', 'data-action': 'menu', 'data-testid': 'menu', 'aria-expanded': String(open), 'aria-controls': open ? 'menu' : null,
      'aria-label': t(text('menu')), 'title': t(text('menu')),
    }, icon('more')),
    items);
}

/** @param {Group} which @param {ListShown} list @param {Translate} t @returns {Node | null} */
function group(which, { rows, inHand }, t) {
  const own = rows.filter((each) => each.group === which);
  if (own.length === 0) return null;
  return h('section', { 'key': which, 'class': 'group', 'data-testid': `group-${which}`, 'aria-labelledby': `group-${which}` },
    h('h2', { id: `group-${which}`, class: 'group-title' }, t(text(`group_${which}`))),
    h('ul', { class: 'rows' }, own.map(({ row }) => rowItem(row, row.key === inHand, t))));
}

/** @param {Row} row @param {boolean} inHand @param {Translate} t @returns {Node} */
function rowItem(row, inHand, t) {
  return h('li', {
    'key': row.key, 'class': `row tone-${row.tone}${row.fresh ? ' fresh' : ''}`, 'data-testid': 'row', 'data-key': row.key, 'data-state': row.state,
    'data-tone': row.tone, 'data-reason': row.reason, 'data-checking': String(row.checking), 'data-gone': String(row.gone),
  },
  h('button', { 'type': 'button', 'class': 'row-main', 'data-action': 'details', 'data-testid': 'row-main', 'data-row': true, 'tabindex': inHand ? '0' : '-1' },
    h('span', { class: 'kind' }, kindIcon(row.kind)),
    h('span', { class: 'row-words' },
      h('span', { class: 'row-name' }, stateIcon(row, row.checking), bdi(row.name)),
      row.cname === null ? h('span', { 'class': 'row-line', 'data-testid': 'row-line' }, h('span', { class: 'hidden' }, ', '), t(row.line)) : cnameLine(row.cname, t))),
  button(row.action, t(text(`action_${row.action}`)), {
    className: row.action === 'open' ? 'button primary row-action' : 'button row-action', testid: 'row-action', key: 'action', label: t(text('action_for', t(text(`action_${row.action}`)), row.name)),
  }));
}

/** The end of the first part gives way where room is short, never the last labels. What is heard is whole. @param {string} cname @param {Translate} t @returns {Node} */
function cnameLine(cname, t) {
  const { start, end } = splitName(cname);
  return h('span', { class: 'row-line-holder' },
    h('span', { class: 'hidden' }, `, ${t(text('row_state_verified'))}, ${cname}`),
    h('span', { 'class': 'row-line cname', 'data-testid': 'row-line', 'dir': 'ltr', 'title': cname, 'aria-hidden': 'true' }, h('span', { class: 'cname-start' }, start), h('span', { class: 'cname-end' }, h('bdi', { dir: 'ltr' }, end))));
}

/** @param {ListShown} list @param {Translate} t @returns {Node} */
function footer({ total, connected }, t) {
  return h('footer', { key: 'footer', class: 'bottom' },
    h('span', { 'class': connected ? 'live-dot on' : 'live-dot', 'aria-hidden': 'true' }),
    h('span', { 'data-testid': 'count', 'data-count': String(total) }, t(text(connected ? 'count' : 'count_connecting', total))),
    h('span', { class: 'push' }),
    button('help', t(text('not_listed')), { className: 'link', testid: 'not-listed' }));
}
