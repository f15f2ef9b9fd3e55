// Generated from native-host/Protocol by tools/LocalHttps.ProtocolGenerator. Do not edit.

import { deviceChanges, stepStates } from './codes.js';

/** @import { Reply, WelcomeReply, WatchingReply, DeviceEvent, NetworkEvent, StepEvent, VerifiedReply, PreflightReply, ConfirmedReply, TrustedReply, DoneReply, ErrorReply, CertificateView, DeviceView, FindingView, NetworkState, TrustedDevice, VerdictView } from './messages.js' */

/**
 * @template T
 * @typedef {(value: unknown, path: string) => T} Reader
 */

/** A message from the host that does not have the shape the protocol gives it. */
export class ProtocolError extends Error {
  /**
   * @param {string} path where in the message, such as `reply.device.cname`
   * @param {string} problem what is wrong there
   * @param {boolean} unknownType whether the whole message is of a type this version does not know
   */
  constructor(path, problem, unknownType = false) {
    super(`${path}: ${problem}`);
    this.name = 'ProtocolError';
    this.path = path;
    this.unknownType = unknownType;
  }
}

/** @param {unknown} value */
function describe(value) {
  if (value === undefined) return 'is missing';
  if (value === null) return 'is null';
  return Array.isArray(value) ? 'is a list' : `is of type ${typeof value}`;
}

/** @type {Reader<Record<string, unknown>>} */
function record(value, path) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProtocolError(path, `${describe(value)} and should be an object`);
  }
  return /** @type {Record<string, unknown>} */ (value);
}

/**
 * @template T
 * @param {Record<string, unknown>} from
 * @param {string} path
 * @param {string} name
 * @param {Reader<T>} read
 */
function member(from, path, name, read) {
  return read(Object.hasOwn(from, name) ? from[name] : undefined, `${path}.${name}`);
}

/** @type {Reader<string>} */
function text(value, path) {
  if (typeof value !== 'string') throw new ProtocolError(path, `${describe(value)} and should be a text`);
  return value;
}

/** @type {Reader<string>} */
function instant(value, path) {
  const written = text(value, path);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(written) || Number.isNaN(Date.parse(written))) {
    throw new ProtocolError(path, 'should be a time as in 2026-01-31T23:59:59Z');
  }
  return written;
}

/** @type {Reader<number>} */
function whole(value, path) {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new ProtocolError(path, `${describe(value)} and should be a whole number`);
  }
  return value;
}

/** @type {Reader<boolean>} */
function flag(value, path) {
  if (typeof value !== 'boolean') throw new ProtocolError(path, `${describe(value)} and should be true or false`);
  return value;
}

/**
 * @template T
 * @param {Reader<T>} read
 * @returns {Reader<T | null>}
 */
function nullable(read) {
  return (value, path) => (value === null ? null : read(value, path));
}

/**
 * @template T
 * @param {Reader<T>} read
 * @returns {Reader<T[]>}
 */
function listOf(read) {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ProtocolError(path, `${describe(value)} and should be a list`);
    return value.map((item, index) => read(item, `${path}[${index}]`));
  };
}

/**
 * @template T
 * @param {Reader<T>} read
 * @returns {Reader<Record<string, T>>}
 */
function mapOf(read) {
  return (value, path) =>
    Object.fromEntries(Object.entries(record(value, path)).map(([name, item]) => [name, read(item, `${path}.${name}`)]));
}

/**
 * @template {string} T
 * @param {readonly T[]} values
 * @returns {Reader<T>}
 */
function oneOf(values) {
  return (value, path) => {
    const written = text(value, path);
    const found = values.find((candidate) => candidate === written);
    if (found === undefined) throw new ProtocolError(path, `should be one of ${values.join(', ')}`);
    return found;
  };
}

/**
 * Reads a message from the host. Members it does not know are left out, so that a newer host may send more.
 * @param {unknown} value
 * @returns {Reply}
 * @throws {ProtocolError} A member is missing or has another type, or the message's type is not known.
 */
export function parseReply(value) {
  const path = 'reply';
  const type = member(record(value, path), path, 'type', text);
  switch (type) {
    case 'welcome':
      return readWelcomeReply(value, path);
    case 'watching':
      return readWatchingReply(value, path);
    case 'device':
      return readDeviceEvent(value, path);
    case 'network':
      return readNetworkEvent(value, path);
    case 'step':
      return readStepEvent(value, path);
    case 'verified':
      return readVerifiedReply(value, path);
    case 'preflight':
      return readPreflightReply(value, path);
    case 'confirmed':
      return readConfirmedReply(value, path);
    case 'trusted':
      return readTrustedReply(value, path);
    case 'done':
      return readDoneReply(value, path);
    case 'error':
      return readErrorReply(value, path);
    default:
      throw new ProtocolError(`${path}.type`, `"${type.slice(0, 40)}" is not a known type`, true);
  }
}

/** @type {Reader<WelcomeReply>} */
function readWelcomeReply(value, path) {
  const from = record(value, path);
  return {
    type: 'welcome',
    id: member(from, path, 'id', nullable(whole)),
    version: member(from, path, 'version', text),
    protocol: member(from, path, 'protocol', whole),
    capabilities: member(from, path, 'capabilities', listOf(text)),
  };
}

/** @type {Reader<WatchingReply>} */
function readWatchingReply(value, path) {
  const from = record(value, path);
  return {
    type: 'watching',
    id: member(from, path, 'id', nullable(whole)),
    network: member(from, path, 'network', readNetworkState),
  };
}

/** @type {Reader<DeviceEvent>} */
function readDeviceEvent(value, path) {
  const from = record(value, path);
  return {
    type: 'device',
    id: member(from, path, 'id', nullable(whole)),
    change: member(from, path, 'change', oneOf(deviceChanges)),
    device: member(from, path, 'device', readDeviceView),
  };
}

/** @type {Reader<NetworkEvent>} */
function readNetworkEvent(value, path) {
  const from = record(value, path);
  return {
    type: 'network',
    id: member(from, path, 'id', nullable(whole)),
    network: member(from, path, 'network', readNetworkState),
  };
}

/** @type {Reader<StepEvent>} */
function readStepEvent(value, path) {
  const from = record(value, path);
  return {
    type: 'step',
    id: member(from, path, 'id', nullable(whole)),
    step: member(from, path, 'step', text),
    state: member(from, path, 'state', oneOf(stepStates)),
    finding: member(from, path, 'finding', nullable(readFindingView)),
  };
}

/** @type {Reader<VerifiedReply>} */
function readVerifiedReply(value, path) {
  const from = record(value, path);
  return {
    type: 'verified',
    id: member(from, path, 'id', nullable(whole)),
    device: member(from, path, 'device', readDeviceView),
  };
}

/** @type {Reader<PreflightReply>} */
function readPreflightReply(value, path) {
  const from = record(value, path);
  return {
    type: 'preflight',
    id: member(from, path, 'id', nullable(whole)),
    passed: member(from, path, 'passed', flag),
    device: member(from, path, 'device', readDeviceView),
  };
}

/** @type {Reader<ConfirmedReply>} */
function readConfirmedReply(value, path) {
  const from = record(value, path);
  return {
    type: 'confirmed',
    id: member(from, path, 'id', nullable(whole)),
    device: member(from, path, 'device', readDeviceView),
  };
}

/** @type {Reader<TrustedReply>} */
function readTrustedReply(value, path) {
  const from = record(value, path);
  return {
    type: 'trusted',
    id: member(from, path, 'id', nullable(whole)),
    entries: member(from, path, 'entries', listOf(readTrustedDevice)),
  };
}

/** @type {Reader<DoneReply>} */
function readDoneReply(value, path) {
  const from = record(value, path);
  return {
    type: 'done',
    id: member(from, path, 'id', nullable(whole)),
  };
}

/** @type {Reader<ErrorReply>} */
function readErrorReply(value, path) {
  const from = record(value, path);
  return {
    type: 'error',
    id: member(from, path, 'id', nullable(whole)),
    code: member(from, path, 'code', text),
    message: member(from, path, 'message', text),
    parameters: member(from, path, 'parameters', mapOf(text)),
  };
}

/** @type {Reader<CertificateView>} */
function readCertificateView(value, path) {
  const from = record(value, path);
  return {
    leafSha256: member(from, path, 'leafSha256', text),
    spkiSha256: member(from, path, 'spkiSha256', text),
    dnsNames: member(from, path, 'dnsNames', listOf(text)),
    notBefore: member(from, path, 'notBefore', instant),
    notAfter: member(from, path, 'notAfter', instant),
    issuer: member(from, path, 'issuer', text),
    trust: member(from, path, 'trust', text),
    rootName: member(from, path, 'rootName', nullable(text)),
  };
}

/** @type {Reader<DeviceView>} */
function readDeviceView(value, path) {
  const from = record(value, path);
  return {
    key: member(from, path, 'key', text),
    deviceName: member(from, path, 'deviceName', text),
    advertisedName: member(from, path, 'advertisedName', nullable(text)),
    cname: member(from, path, 'cname', nullable(text)),
    kind: member(from, path, 'kind', text),
    addresses: member(from, path, 'addresses', listOf(text)),
    port: member(from, path, 'port', nullable(whole)),
    interfaces: member(from, path, 'interfaces', listOf(text)),
    url: member(from, path, 'url', nullable(text)),
    lastSeen: member(from, path, 'lastSeen', nullable(instant)),
    timeToLive: member(from, path, 'timeToLive', nullable(whole)),
    checking: member(from, path, 'checking', flag),
    trusted: member(from, path, 'trusted', nullable(readTrustedDevice)),
    verdict: member(from, path, 'verdict', readVerdictView),
  };
}

/** @type {Reader<FindingView>} */
function readFindingView(value, path) {
  const from = record(value, path);
  return {
    code: member(from, path, 'code', text),
    parameters: member(from, path, 'parameters', mapOf(text)),
  };
}

/** @type {Reader<NetworkState>} */
function readNetworkState(value, path) {
  const from = record(value, path);
  return {
    interfaces: member(from, path, 'interfaces', listOf(text)),
  };
}

/** @type {Reader<TrustedDevice>} */
function readTrustedDevice(value, path) {
  const from = record(value, path);
  return {
    cname: member(from, path, 'cname', text),
    name: member(from, path, 'name', text),
    spkiSha256: member(from, path, 'spkiSha256', text),
    method: member(from, path, 'method', text),
    since: member(from, path, 'since', instant),
    accepted: member(from, path, 'accepted', listOf(text)),
  };
}

/** @type {Reader<VerdictView>} */
function readVerdictView(value, path) {
  const from = record(value, path);
  return {
    state: member(from, path, 'state', text),
    reasons: member(from, path, 'reasons', listOf(readFindingView)),
    notes: member(from, path, 'notes', listOf(readFindingView)),
    policyVersion: member(from, path, 'policyVersion', whole),
    certificate: member(from, path, 'certificate', nullable(readCertificateView)),
    address: member(from, path, 'address', nullable(text)),
    port: member(from, path, 'port', nullable(whole)),
    checkedAt: member(from, path, 'checkedAt', nullable(instant)),
    staleAt: member(from, path, 'staleAt', nullable(instant)),
  };
}
