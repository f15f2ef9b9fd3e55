// What the buttons do.

import { addressOf } from '../domain/actions.js';
import { confirmRequest, factsOf, nameProblem, offerOf } from '../domain/consent.js';
import { noDevices, withDevice } from '../domain/device-list.js';
import { failure, isGeneral } from '../domain/failures.js';
import { notStarted } from '../domain/preflight.js';
import { clean, keyOf, name as nameOf, text } from '../domain/text.js';
import { deviceName } from '../domain/row.js';
import { shown } from '../domain/verdict.js';
import { HostError } from '../platform/host-connection.js';
import { PreflightRun } from './preflight-run.js';
import { currentPage } from './state.js';

/** @import { Entry } from '../domain/device-list.js' */
/** @import { Clock, Timer } from '../platform/clock.js' */
/** @import { HostConnection } from '../platform/host-connection.js' */
/** @import { DeviceView } from '../protocol/messages.js' */
/** @import { ConsentPage, OwnPage, Page, State } from './state.js' */
/** @import { Translate } from './translate.js' */

/**
 * @typedef {object} Surroundings
 * @property {HostConnection} host
 * @property {Clock} clock
 * @property {Translate} t
 * @property {() => void} changed has the page painted again
 * @property {(target: string | null) => void} focus where the focus goes after the next paint: a row's key, or null for the page's head
 * @property {(words: string) => void} say
 * @property {(url: string) => Promise<void>} openTab
 * @property {() => Promise<void>} openWindow
 * @property {(text: string) => Promise<boolean>} copy
 * @property {() => void} leave closes the popup
 */

// How often a stop is looked at again until its cause is gone.
const lookAgain = 3000;
const shortly = 1200;

export class Commands {
  /** @type {PreflightRun} */ #preflight;
  /** @type {Timer | null} */ #look = null;

  /** @param {State} state @param {Surroundings} around */
  constructor(state, around) {
    this.state = state;
    this.around = around;
    this.#preflight = new PreflightRun(state, around);
  }

  /** @param {string} action @param {string | null} key the device it is about */
  run(action, key) {
    const entry = key === null ? undefined : this.state.list.get(key);
    if (action !== 'menu') this.state.menuOpen = false;
    switch (action) {
      case 'menu': this.state.menuOpen = !this.state.menuOpen; break;
      case 'details': case 'why': if (entry) this.#show(entry); break;
      case 'open': if (entry) this.#open(entry); break;
      case 'consent': if (entry) this.#consent(entry); break;
      case 'rename': case 'forget': if (entry) this.#own(action, entry); break;
      case 'recheck': this.#preflight.start(); break;
      case 'rescan': this.#rescan(); break;
      case 'help': this.#push({ kind: 'help' }); break;
      case 'window': this.around.openWindow().then(this.around.leave, (error) => this.#report(error)); break;
      case 'back': this.back(); break;
      case 'confirm': this.confirm(); break;
      case 'new-facts': this.#newFacts(); break;
      case 'save-name': this.saveName(); break;
      case 'forget-now': this.#forget(); break;
      case 'check-again': this.#checkAgain(); break;
      default: return;
    }
    this.around.changed();
  }

  /** @returns {boolean} whether there was anything to go back from */
  back() {
    const { state } = this;
    if (state.menuOpen) {
      state.menuOpen = false;
      return true;
    }
    if (state.pages.length === 1) return false;
    const left = state.pages.pop();
    state.notice = null;
    if (left?.kind === 'device') this.#preflight.abort();
    this.around.focus(currentPage(state).kind === 'list' && left !== undefined && 'key' in left ? left.key : null);
    this.around.changed();
    return true;
  }

  /** @param {string} command */
  async copy(command) {
    const { state, around } = this;
    state.copied = await around.copy(command);
    if (state.copied) around.say(around.t(text('copied')));
    around.changed();
    around.clock.after(2500, () => {
      state.copied = false;
      around.changed();
    });
  }

  async confirm() {
    const page = currentPage(this.state);
    if (page.kind !== 'consent' || page.busy || nameProblem(page.name) !== null) return;
    if (!page.offer.weaknesses.every(({ weakness }) => page.accepted.includes(weakness))) return;
    page.busy = true;
    this.state.notice = null;
    this.around.changed();
    try {
      const reply = await this.around.host.ask(confirmRequest(page.facts, page.name, page.accepted));
      if (reply.type === 'confirmed') this.#confirmed(page, reply.device);
    } catch (error) {
      page.busy = false;
      this.#report(error);
      if (error instanceof HostError && (error.code === 'confirm-changed' || error.code === 'confirm-refused')) await this.#lookAnew(page);
    }
    page.busy = false;
    this.around.changed();
  }

  async saveName() {
    const page = currentPage(this.state);
    if (page.kind !== 'rename' || page.busy || nameProblem(page.name) !== null) return;
    await this.#change(page, () => this.around.host.ask({ type: 'rename', cname: page.cname, name: clean(page.name) }));
  }

  async #forget() {
    const page = currentPage(this.state);
    if (page.kind !== 'forget' || page.busy) return;
    if (!await this.#change(page, () => this.around.host.ask({ type: 'forget', cname: page.cname }))) return;
    const entry = this.state.list.get(page.key);
    // The host tells what became of it; until then nothing that rests on the trust stays on display.
    if (entry !== undefined && entry.device.trusted !== null) this.state.list = new Map(this.state.list).set(page.key, { ...entry, live: false });
    this.around.say(this.around.t(text('said_forgotten', nameOf(page.current))));
    this.#preflight.abort();
    this.state.pages = [{ kind: 'list' }];
    this.around.focus(null);
    this.around.changed();
  }

  /** @param {OwnPage} page @param {() => Promise<unknown>} change @returns {Promise<boolean>} */
  async #change(page, change) {
    page.busy = true;
    this.state.notice = null;
    this.around.changed();
    try {
      await change();
      if (currentPage(this.state) === page) this.back();
      return true;
    } catch (error) {
      this.#report(error);
      return false;
    } finally {
      page.busy = false;
      this.around.changed();
    }
  }

  /** @param {Entry} entry */
  #show(entry) {
    const { key } = entry.device;
    const page = currentPage(this.state);
    if (page.kind !== 'device' || page.key !== key) this.#push({ kind: 'device', key, entry, preflight: notStarted(null) });
    this.#preflight.start();
  }

  /** Runs the pre-flight of the device page again: the host has come back. */
  resume() {
    this.#preflight.start();
  }

  /** @param {Entry} entry */
  #open(entry) {
    const { around } = this;
    const url = addressOf(entry.device, shown(entry, around.clock.now()));
    if (url !== null) around.openTab(url).then(around.leave, (error) => this.#report(error));
  }

  /** @param {Entry} entry */
  #consent(entry) {
    const facts = factsOf(entry.device);
    const offer = offerOf(entry.device, shown(entry, this.around.clock.now()));
    if (facts === null || offer === null || offer.refusal !== null) return;
    const name = deviceName(entry.device.trusted?.name ?? entry.device.deviceName, entry.device.key);
    this.#push({ kind: 'consent', key: entry.device.key, facts, offer, name, accepted: [], busy: false });
  }

  // The list lives by the host's events alone: a reply may be older than the event that overtook it.
  /** @param {ConsentPage} page @param {DeviceView} device */
  #confirmed(page, device) {
    if (currentPage(this.state) !== page) return;
    const entry = this.state.list.get(page.key);
    this.state.pages = [{ kind: 'list' }];
    if (entry !== undefined) this.#show(entry);
    this.around.say(this.around.t(text('said_confirmed', nameOf(device.deviceName))));
  }

  /** Asks for what is true now, and puts it on display in place of what was. @param {ConsentPage} page */
  async #lookAnew(page) {
    try {
      const reply = await this.around.host.ask({ type: 'verify', device: page.key });
      if (reply.type === 'verified' && currentPage(this.state) === page) this.#newFacts(reply.device);
    } catch (error) {
      this.#report(error);
      if (currentPage(this.state) === page) this.back();
    }
  }

  /** @param {DeviceView} [device] what to put on display; without it, what the list holds */
  #newFacts(device) {
    const page = currentPage(this.state);
    if (page.kind !== 'consent') return;
    const { notice } = this.state;
    const now = this.around.clock.now();
    const listed = this.state.list.get(page.key);
    const entry = device === undefined ? listed : withDevice(noDevices, device, now).get(device.key);
    const facts = entry === undefined ? null : factsOf(entry.device);
    const offer = entry === undefined ? null : offerOf(entry.device, shown(entry, now));
    if (facts !== null && offer !== null && offer.refusal === null) Object.assign(page, { facts, offer, accepted: [] });
    else {
      this.back();
      if (listed !== undefined) this.#show(listed);
    }
    this.state.notice = notice;
  }

  /** @param {'rename' | 'forget'} kind @param {Entry} entry */
  #own(kind, { device }) {
    if (device.trusted === null) return;
    this.#push({ kind, key: device.key, cname: device.trusted.cname, current: device.trusted.name, name: device.trusted.name, busy: false });
  }

  #rescan() {
    if (currentPage(this.state).kind === 'help') this.back();
    this.around.say(this.around.t(text('said_rescan')));
    this.around.host.ask({ type: 'rescan' }).catch((error) => this.#report(error));
  }

  #checkAgain() {
    const { state, around } = this;
    state.retrying = true;
    around.clock.after(shortly, () => {
      state.retrying = false;
      around.changed();
    });
    if (state.blocked !== null) this.#lookAtBlock();
    else if (state.loss === null) this.#rescan();
    else around.host.connect();
  }

  /** @param {string} code @param {Record<string, string>} parameters */
  #block(code, parameters) {
    this.state.blocked = failure(code, parameters);
    this.#look?.cancel();
    this.#look = this.around.clock.after(lookAgain, () => this.#lookAtBlock());
  }

  /** The trust store is whole again as soon as it can be listed. */
  async #lookAtBlock() {
    if (this.state.blocked === null) return;
    try {
      await this.around.host.ask({ type: 'list-trusted' });
      this.state.blocked = null;
    } catch (error) {
      if (error instanceof HostError && isGeneral(error.code)) this.#block(error.code, error.parameters);
      else this.state.blocked = null;
    }
    this.around.changed();
  }

  /** @param {Page} page */
  #push(page) {
    this.state.notice = null;
    this.state.pages.push(page);
    this.around.focus(null);
  }

  /** @param {unknown} error */
  #report(error) {
    const code = error instanceof HostError ? error.code : 'unknown';
    if (error instanceof HostError && isGeneral(code)) this.#block(code, error.parameters);
    else if (code !== 'cancelled') this.state.notice = { code, words: this.around.t(text(`error_${keyOf(code)}`)) };
    if (!(error instanceof HostError)) console.error('LocalHttps:', error);
    this.around.changed();
  }
}
