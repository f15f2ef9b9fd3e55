// What a person does with the page, told to what does it. Buttons carry their action, fields their name.

import { keyAt } from './hold.js';
import { listenToKeys } from './keyboard.js';
import { currentPage } from './state.js';

/** @import { Commands } from './commands.js' */
/** @import { Hold } from './hold.js' */
/** @import { State } from './state.js' */

/**
 * @param {HTMLElement} root
 * @param {State} state
 * @param {Commands} commands
 * @param {{ hold: Hold, changed: () => void }} around
 */
export function listen(root, state, commands, { hold, changed }) {
  root.addEventListener('click', (event) => onClick(event, root, state, commands, changed));
  root.addEventListener('input', (event) => {
    if (event.target instanceof HTMLInputElement) onInput(event.target, state, hold);
    changed();
  });
  root.addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.target instanceof HTMLFormElement ? event.target.dataset.form : undefined;
    // A weak device's form has no default button; Enter in its field must not stand in for one.
    if (form === 'confirm' && event.submitter !== null) commands.confirm();
    else if (form === 'save-name') commands.saveName();
  });
  root.addEventListener('focusin', (event) => {
    state.inHand = keyAt(event.target) ?? state.inHand;
  });
  listenToKeys(root, {
    back: () => commands.back(),
    run: (action, key) => commands.run(action, key),
    clearSearch: () => {
      if (state.query === '') return false;
      search(state, hold, '');
      changed();
      return true;
    },
  });
}

/** @param {MouseEvent} event @param {HTMLElement} root @param {State} state @param {Commands} commands @param {() => void} changed */
function onClick(event, root, state, commands, changed) {
  const target = event.target instanceof Element ? event.target.closest('[data-action]') : null;
  if (target === null) {
    if (state.menuOpen) state.menuOpen = false;
    changed();
    return;
  }
  const action = target.getAttribute('data-action') ?? '';
  const page = currentPage(state);
  if (action === 'copy') commands.copy(root.querySelector('[data-testid="command"]')?.textContent ?? '');
  else commands.run(action, keyAt(target) ?? ('key' in page ? page.key : null));
}

/** @param {HTMLInputElement} field @param {State} state @param {Hold} hold */
function onInput(field, state, hold) {
  const page = currentPage(state);
  switch (field.dataset.input) {
    case 'query':
      search(state, hold, field.value);
      break;
    case 'name':
      if ('name' in page) page.name = field.value;
      break;
    case 'accept':
      if (page.kind === 'consent') page.accepted = page.offer.weaknesses.map((each) => each.weakness).filter((each) => (each === field.dataset.weakness ? field.checked : page.accepted.includes(each)));
      break;
    default:
  }
}

/** Whoever searches wants the rows to move: none is in hand any more. @param {State} state @param {Hold} hold @param {string} query */
function search(state, hold, query) {
  state.query = query;
  state.places = [];
  hold.release();
}
