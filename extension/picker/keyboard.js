// Keys: type to search, ↑ ↓ through the rows, Enter for details, Ctrl or ⌘ and Enter to open, Esc back.

import { keyAt } from './hold.js';

/**
 * @typedef {object} Keys
 * @property {() => boolean} back
 * @property {(action: string, key: string) => void} run
 * @property {() => boolean} clearSearch
 */

/** @param {HTMLElement} root @param {Keys} keys */
export function listenToKeys(root, keys) {
  document.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (handle(event, root, keys)) event.preventDefault();
  });
}

/** @param {KeyboardEvent} event @param {HTMLElement} root @param {Keys} keys @returns {boolean} whether the key was used */
function handle(event, root, keys) {
  if (event.key === 'Escape') return keys.back() || keys.clearSearch();
  if (root.querySelector('[data-list]') === null) return false;
  switch (event.key) {
    case 'ArrowDown': return move(root, 1);
    case 'ArrowUp': return move(root, -1);
    case 'Home': return isRow() && jump(root, 0);
    case 'End': return isRow() && jump(root, -1);
    case 'Enter': return enter(event, root, keys);
    default: return typeToSearch(event, root);
  }
}

/** @param {HTMLElement} root @returns {HTMLElement[]} */
function rowsOf(root) {
  return [...root.querySelectorAll('[data-row]')].filter((each) => each instanceof HTMLElement);
}

/** @param {HTMLElement} root @returns {HTMLInputElement | null} */
function searchOf(root) {
  return root.querySelector('[data-input="query"]');
}

function isRow() {
  return keyAt(document.activeElement) !== null;
}

/** @param {HTMLElement} root @param {number} step */
function move(root, step) {
  const rows = rowsOf(root);
  const here = keyAt(document.activeElement);
  if (here === null && document.activeElement !== searchOf(root) && document.activeElement !== document.body) return false;
  const index = here === null ? -1 : rows.findIndex((row) => keyAt(row) === here);
  if (index + step < 0) searchOf(root)?.focus();
  else rows[Math.min(index + step, rows.length - 1)]?.focus();
  return true;
}

/** @param {HTMLElement} root @param {number} index */
function jump(root, index) {
  rowsOf(root).at(index)?.focus();
  return true;
}

/** @param {KeyboardEvent} event @param {HTMLElement} root @param {Keys} keys */
function enter(event, root, keys) {
  const search = searchOf(root);
  const fromSearch = document.activeElement === search && search?.value !== '';
  const first = rowsOf(root)[0];
  const key = fromSearch && first !== undefined ? keyAt(first) : keyAt(document.activeElement);
  if (key === null) return false;
  const opens = event.ctrlKey || event.metaKey;
  // Without a modifier a focused button does its own.
  if (!opens && !fromSearch) return false;
  keys.run(opens ? 'open' : 'details', key);
  return true;
}

/** The character lands in the field that has just got the focus. @param {KeyboardEvent} event @param {HTMLElement} root */
function typeToSearch(event, root) {
  const isCharacter = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isCharacter && document.activeElement !== searchOf(root)) searchOf(root)?.focus();
  return false;
}
