// Wiring: host, cache, page and person. While this page is open it holds the native port.

import { applyEvent, demoted, fromCache, noDevices, toCache } from '../domain/device-list.js';
import { failure, fromLostPort } from '../domain/failures.js';
import { extensionId } from '../platform/api.js';
import { copy } from '../platform/clipboard.js';
import { systemClock } from '../platform/clock.js';
import { saveDevices } from '../platform/device-cache.js';
import { HostConnection } from '../platform/host-connection.js';
import { message } from '../platform/messages.js';
import { askForPickerWindow, openTab } from '../platform/tabs.js';
import { Commands } from './commands.js';
import { cached, openPort } from './early.js';
import { listen } from './events.js';
import { watchHold } from './hold.js';
import { Painter } from './painter.js';
import { Speaker } from './speaker.js';
import { initialState } from './state.js';
import { translator } from './translate.js';

/** @import { Loss, WatchReply } from '../platform/host-connection.js' */
/** @import { Timer } from '../platform/clock.js' */

const isPopup = new URLSearchParams(location.search).has('popup');
const clock = systemClock;
const state = initialState();
const host = new HostConnection(openPort, clock, { ready, watched, lost });
// The host starts while the page is still being built.
host.connect();

const t = translator(message, () => clock.now().wall);
document.documentElement.lang = message('locale');
document.documentElement.dir = message('@@bidi_dir');
document.documentElement.classList.toggle('popup', isPopup);
document.title = message('extensionName');

const root = element('app');
const hold = watchHold(root, () => painter.schedule());
const speaker = new Speaker({ polite: element('polite'), assertive: element('assertive') }, clock, t);
const painter = new Painter({ root, state, clock, t, hold, speaker, place: { extensionId, isPopup } });
const commands = new Commands(state, {
  host, clock, t, openTab, copy,
  changed: () => painter.schedule(),
  focus: (target) => painter.focusNext(target),
  say: (words) => speaker.say(words),
  openWindow: askForPickerWindow,
  leave: () => { if (isPopup) window.close(); },
});
listen(root, state, commands, { hold, changed: () => painter.schedule() });
painter.paint();

cached.then((devices) => {
  if (state.list !== noDevices) return;
  state.list = fromCache(devices, clock.now());
  painter.paint();
}, (error) => console.error('LocalHttps:', error));

addEventListener('pagehide', () => host.close());
addEventListener('pageshow', (event) => { if (event.persisted) host.connect(); });
addEventListener('online', () => host.connect());
document.addEventListener('visibilitychange', () => painter.paint());

/** @param {{ version: string }} welcome */
function ready({ version }) {
  state.version = version;
}

/** @param {WatchReply} reply */
function watched(reply) {
  if (reply.type === 'device') {
    state.list = applyEvent(state.list, reply, clock.now());
    keep();
  } else {
    const isNew = reply.type === 'watching';
    state.watching = { interfaces: reply.network.interfaces, since: isNew || state.watching === null ? clock.now().steady : state.watching.since };
    if (isNew && state.loss !== null) {
      state.loss = null;
      commands.resume();
    }
  }
  painter.schedule();
}

/** @param {Loss} loss */
function lost(loss) {
  const what = 'port' in loss ? fromLostPort(loss.port) : failure(loss.code, loss.parameters);
  state.loss = { failure: what, since: state.loss?.since ?? clock.now().steady };
  state.watching = null;
  state.list = demoted(state.list);
  // It may be lost before the rest of this file has run.
  queueMicrotask(() => painter.schedule());
}

/** @type {Timer | null} */
let keeping = null;

function keep() {
  keeping ??= clock.after(300, () => {
    keeping = null;
    saveDevices(toCache(state.list)).catch((error) => console.error('LocalHttps:', error));
  });
}

/** @param {string} id @returns {HTMLElement} */
function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`No element ${id}.`);
  return found;
}
