// Generated from native-host/Protocol by tools/LocalHttps.ProtocolGenerator. Do not edit.

/** @import { ChainTrust, DeviceChange, DeviceKind, ErrorCode, FindingCode, PreflightStep, StepState, TrustMethod, VerdictState, Weakness } from './messages.js' */

/** Name of the native messaging host. */
export const hostName = 'org.localhttps.host';

/** The protocol versions these files describe, inclusive. */
export const protocolVersions = Object.freeze({ min: 1, max: 1 });

/** @type {readonly ChainTrust[]} */
export const chainTrusts = Object.freeze([
  'system',
  'lab-root',
  'none',
]);

/** @type {readonly DeviceChange[]} */
export const deviceChanges = Object.freeze([
  'added',
  'updated',
  'removed',
]);

/** @type {readonly DeviceKind[]} */
export const deviceKinds = Object.freeze([
  'printer',
  'camera',
  'nas',
  'home',
  'tv',
  'plug',
  'router',
  'device',
]);

/** @type {readonly ErrorCode[]} */
export const errorCodes = Object.freeze([
  'invalid-message',
  'unknown-type',
  'too-large',
  'reply-too-large',
  'hello-required',
  'host-too-old',
  'host-too-new',
  'invalid-id',
  'busy',
  'invalid-field',
  'unknown-device',
  'cancelled',
  'timed-out',
  'confirm-changed',
  'confirm-refused',
  'trust-store-corrupt',
  'trust-store-newer',
  'trust-store-unavailable',
  'invalid-configuration',
  'internal',
]);

/** @type {readonly FindingCode[]} */
export const findingCodes = Object.freeze([
  'confirmed',
  'not-confirmed',
  'name-not-in-certificate',
  'sources-disagree',
  'endpoints-disagree',
  'paired-key-changed',
  'pinned-key-not-proved',
  'no-public-name',
  'invalid-public-name',
  'self-signed',
  'unknown-root',
  'incomplete-chain',
  'wrong-usage',
  'bad-chain',
  'certificate-expired',
  'certificate-not-yet-valid',
  'clock-may-be-wrong',
  'long-lived',
  'too-long-lived',
  'shared-name',
  'looks-like-trusted',
  'looks-like-other',
  'key-changed',
  'no-answer',
  'refused',
  'not-tls',
  'tls-too-old',
  'handshake-failed',
  'no-address',
  'address-not-allowed',
  'not-checked-yet',
  'check-too-old',
  'not-announced',
  'other-endpoint-failed',
  'other-announcement',
  'several-names',
  'accepted-long-lived',
  'accepted-shared-name',
  'lab-root',
  'verdict-passed',
  'verdict-failed',
  'device-name-confirmed',
  'device-name-differs',
  'device-name-not-served',
  'name-found',
  'name-not-found',
  'name-elsewhere',
  'origin-allowed',
  'origin-refused',
  'step-skipped',
]);

/** @type {readonly PreflightStep[]} */
export const preflightSteps = Object.freeze([
  'verdict',
  'device-name',
  'name-lookup',
  'origin',
]);

/** @type {readonly StepState[]} */
export const stepStates = Object.freeze([
  'running',
  'passed',
  'noted',
  'failed',
]);

/** @type {readonly TrustMethod[]} */
export const trustMethods = Object.freeze([
  'confirmed',
  'paired',
]);

/** @type {readonly VerdictState[]} */
export const verdictStates = Object.freeze([
  'verified',
  'unconfirmed',
  'caution',
  'expired',
  'untrusted',
  'revoked',
  'mismatch',
  'unreachable',
  'stale',
]);

/** @type {readonly Weakness[]} */
export const weaknesses = Object.freeze([
  'long-lived',
  'shared-name',
]);
