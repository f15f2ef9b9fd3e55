// The conversation with the host: ids, time-outs, the version handshake, and coming back after a loss.

import { protocolVersions } from '../protocol/codes.js';
import { ProtocolError, parseReply } from '../protocol/guards.js';

/** @import { DeviceEvent, ErrorReply, NetworkEvent, Reply, Request, StepEvent, WatchingReply, WelcomeReply } from '../protocol/messages.js' */
/** @import { HostPort, OpenPort } from './native-port.js' */
/** @import { Clock, Timer } from './clock.js' */

/**
 * A request as its caller writes it; the id is given here.
 * @template {Request} [T=Request]
 * @typedef {T extends Request ? Omit<T, 'id'> : never} Question
 */

/** @typedef {WatchingReply | DeviceEvent | NetworkEvent} WatchReply */

/** Why there is no connection: the browser's words about the port, or a code of the host or of this file. */
/** @typedef {{ port: string | null } | { code: string, parameters: Record<string, string> }} Loss */

/**
 * @typedef {object} Listener
 * @property {(welcome: WelcomeReply) => void} ready
 * @property {(reply: WatchReply) => void} watched what the watch tells
 * @property {(loss: Loss) => void} lost
 */

/** @typedef {{ final: (reply: Reply) => void, event: (reply: Reply) => void, failed: (error: HostError) => void, timer: Timer }} Open */

/** The host's refusal, or the loss of it. */
export class HostError extends Error {
  /** @param {string} code @param {Record<string, string>} [parameters] */
  constructor(code, parameters = {}) {
    super(code);
    this.name = 'HostError';
    this.code = code;
    this.parameters = parameters;
  }
}

// A host starts within 20 ms; the rest is for a machine that is just waking up.
const helloLimit = 8000;
// The host ends every operation by itself before these.
const limits = Object.freeze({ 'verify': 30_000, 'preflight': 45_000, 'confirm': 30_000, 'rescan': 20_000 });
const usualLimit = 15_000;
const delays = [250, 1000, 2000, 4000, 8000, 15_000];
// A connection that stood this long starts the delays anew.
const settled = 10_000;
const eventTypes = ['step', 'device', 'network'];

export class HostConnection {
  /** @type {HostPort | null} */ #port = null;
  /** @type {Map<number, Open>} */ #open = new Map();
  /** @type {Timer | null} */ #retry = null;
  /** @type {Timer | null} */ #settle = null;
  #nextId = 1;
  #losses = 0;
  #watch = 0;
  #generation = 0;

  /**
   * @param {OpenPort} openPort
   * @param {Clock} clock
   * @param {Listener} listener
   * @param {() => number} [random] for the jitter, 0 to 1
   */
  constructor(openPort, clock, listener, random = Math.random) {
    this.openPort = openPort;
    this.clock = clock;
    this.listener = listener;
    this.random = random;
  }

  /** Connects now, without waiting for the next attempt. Does nothing while connected. */
  connect() {
    if (this.#port !== null) return;
    this.#retry?.cancel();
    this.#retry = null;
    const generation = ++this.#generation;
    const current = () => generation === this.#generation;
    try {
      this.#port = this.openPort({
        message: (message) => current() && this.#receive(message),
        closed: (reason) => current() && this.#lose({ port: reason }),
      });
    } catch (error) {
      this.#lose({ port: error instanceof Error ? error.message : String(error) });
      return;
    }
    this.#greet(generation).catch((error) => current() && this.#lose(asLoss(error)));
  }

  /** Lets go of the host, which then ends. */
  close() {
    this.#generation++;
    this.#retry?.cancel();
    this.#drop('host-gone');
  }

  /**
   * Asks, and waits for the final reply.
   * @param {Question} question
   * @param {{ onStep?: (event: StepEvent) => void, signal?: AbortSignal }} [how] the signal has the host end it
   * @returns {Promise<Reply>}
   * @throws {HostError}
   */
  ask(question, { onStep, signal } = {}) {
    const id = this.#nextId;
    signal?.addEventListener('abort', () => this.#cancel(id));
    return this.#send(question, limitOf(question), (reply) => reply.type === 'step' && onStep?.(reply));
  }

  /** @param {number} id */
  #cancel(id) {
    if (this.#open.has(id)) this.#send({ type: 'cancel', target: id }, usualLimit).catch(() => undefined);
  }

  /** @param {number} generation */
  async #greet(generation) {
    const welcome = await this.#send({ type: 'hello', protocol: { ...protocolVersions } }, helloLimit);
    if (generation !== this.#generation) return;
    if (welcome.type !== 'welcome') throw new HostError('invalid-reply');
    if (welcome.protocol > protocolVersions.max) throw new HostError('host-too-new', { version: welcome.version });
    if (welcome.protocol < protocolVersions.min) throw new HostError('host-too-old', { version: welcome.version });
    this.listener.ready(welcome);
    const watching = await this.#send({ type: 'watch' }, usualLimit, (reply) => this.#tell(reply), true);
    if (generation !== this.#generation || watching.type !== 'watching') return;
    this.#settle = this.clock.after(settled, () => { this.#losses = 0; });
  }

  /**
   * @param {Question} question
   * @param {number} limit
   * @param {(reply: Reply) => void} [event]
   * @param {boolean} [isWatch] the first reply resolves it, and it stays open
   * @returns {Promise<Reply>}
   */
  #send(question, limit, event = () => {}, isWatch = false) {
    const port = this.#port;
    if (port === null) return Promise.reject(new HostError('host-gone'));
    const id = this.#takeId();
    return new Promise((resolve, reject) => {
      const timer = this.clock.after(limit, () => this.#expire(id, question));
      this.#open.set(id, { final: resolve, event, failed: reject, timer });
      if (isWatch) this.#watch = id;
      port.post({ ...question, id });
    });
  }

  #takeId() {
    const id = this.#nextId;
    this.#nextId = id >= 0x7fff_ffff ? 1 : id + 1;
    return id;
  }

  /** @param {number} id @param {Question} question */
  #expire(id, question) {
    const open = this.#open.get(id);
    if (question.type !== 'cancel') this.#cancel(id);
    this.#open.delete(id);
    const isHandshake = question.type === 'hello' || question.type === 'watch';
    open?.failed(new HostError(isHandshake ? 'host-silent' : 'timed-out'));
  }

  /** @param {unknown} message */
  #receive(message) {
    const reply = readReply(message);
    if (reply === 'unknown') return;
    if (reply === 'invalid') {
      this.#lose({ code: 'invalid-reply', parameters: {} });
      return;
    }
    const open = reply.id === null ? undefined : this.#open.get(reply.id);
    if (open === undefined || reply.id === null) return;
    if (reply.id === this.#watch) this.#receiveWatch(reply, open);
    else if (eventTypes.includes(reply.type)) open.event(reply);
    else this.#finish(reply.id, reply, open);
  }

  /** @param {Reply} reply @param {Open} open */
  #receiveWatch(reply, open) {
    open.timer.cancel();
    if (reply.type === 'error') {
      open.failed(errorOf(reply));
      this.#lose({ code: reply.code, parameters: reply.parameters });
      return;
    }
    open.event(reply);
    if (reply.type === 'watching') open.final(reply);
  }

  /** @param {number} id @param {Reply} reply @param {Open} open */
  #finish(id, reply, open) {
    this.#open.delete(id);
    open.timer.cancel();
    if (reply.type === 'error') open.failed(errorOf(reply));
    else open.final(reply);
  }

  /** @param {Reply} reply */
  #tell(reply) {
    if (reply.type === 'watching' || reply.type === 'device' || reply.type === 'network') this.listener.watched(reply);
  }

  /** @param {Loss} loss */
  #lose(loss) {
    this.#generation++;
    this.#drop('host-gone');
    this.#scheduleRetry();
    this.listener.lost(loss);
  }

  /** @param {string} code */
  #drop(code) {
    const port = this.#port;
    this.#port = null;
    this.#watch = 0;
    this.#settle?.cancel();
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const each of open) {
      each.timer.cancel();
      each.failed(new HostError(code));
    }
    port?.close();
  }

  #scheduleRetry() {
    const delay = delays[Math.min(this.#losses, delays.length - 1)] ?? 0;
    this.#losses++;
    this.#retry?.cancel();
    this.#retry = this.clock.after(delay * (0.8 + 0.4 * this.random()), () => this.connect());
  }
}

/** @param {Question} question */
function limitOf({ type }) {
  return Object.hasOwn(limits, type) ? limits[/** @type {keyof typeof limits} */ (type)] : usualLimit;
}

/** A type that is not known may be a newer host's extra; a known one in another shape is a fault. @param {unknown} message */
function readReply(message) {
  try {
    return parseReply(message);
  } catch (error) {
    if (error instanceof ProtocolError) return error.unknownType ? 'unknown' : 'invalid';
    throw error;
  }
}

/** @param {ErrorReply} reply */
function errorOf({ code, parameters }) {
  return new HostError(code, parameters);
}

/** @param {unknown} error @returns {Loss} */
function asLoss(error) {
  return error instanceof HostError ? { code: error.code, parameters: error.parameters } : { port: error instanceof Error ? error.message : String(error) };
}
