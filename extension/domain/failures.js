// What can be wrong with everything at once, each with its own picture, words and remedy.

import { keyOf, name, text } from './text.js';

/** @import { Text } from './text.js' */

/** @typedef {{ code: string, parameters: Record<string, string> }} Failure */
/** @typedef {'plug' | 'lock' | 'pulse' | 'clock' | 'update' | 'network' | 'search' | 'file' | 'settings'} Picture */
/** @typedef {{ code: string, picture: Picture, title: Text, sentence: Text, hint: Text | null, command: string }} FailureShown */

/** @type {Readonly<Record<string, { picture: Picture, hint?: boolean }>>} */
const table = Object.freeze({
  'host-not-found': { picture: 'plug', hint: true },
  'host-forbidden': { picture: 'lock' },
  'host-cannot-start': { picture: 'pulse' },
  'host-crashed': { picture: 'pulse' },
  'host-silent': { picture: 'clock' },
  'invalid-reply': { picture: 'pulse' },
  'host-too-old': { picture: 'update' },
  'host-too-new': { picture: 'update' },
  'no-network': { picture: 'network' },
  'nothing-found': { picture: 'search', hint: true },
  'trust-store-corrupt': { picture: 'file' },
  'trust-store-newer': { picture: 'file' },
  'trust-store-unavailable': { picture: 'file' },
  'invalid-configuration': { picture: 'settings' },
  'internal': { picture: 'pulse' },
});

/** The codes that have a page of their own. */
export const failureCodes = Object.freeze(Object.keys(table));

/** @param {string} code @param {Record<string, string>} [parameters] @returns {Failure} */
export function failure(code, parameters = {}) {
  return { code, parameters };
}

/** Whether the code of an error reply means that nothing works, and not only the request it answers. @param {string} code */
export function isGeneral(code) {
  return Object.hasOwn(table, code) && code !== 'internal';
}

/**
 * What a lost native port means. Browsers tell it in words only.
 * @param {string | null} message the browser's, null where it gives none
 * @returns {Failure}
 */
export function fromLostPort(message) {
  const words = message ?? '';
  const code = portErrors.find(([pattern]) => pattern.test(words))?.[1] ?? 'host-crashed';
  return failure(code, words === '' ? {} : { message: words });
}

// Chromium's four, then Firefox's. Firefox says "No such native application" for a forbidden extension too.
const portErrors = /** @type {readonly [RegExp, string][]} */ ([
  [/host not found/i, 'host-not-found'],
  [/host is forbidden/i, 'host-forbidden'],
  [/failed to start/i, 'host-cannot-start'],
  [/host has exited|error when communicating/i, 'host-crashed'],
  [/no such native application|no such application/i, 'host-not-found'],
  [/does not exist|not executable/i, 'host-cannot-start'],
]);

/**
 * @param {Failure} from
 * @param {string} extensionId
 * @returns {FailureShown}
 */
export function failureShown({ code, parameters }, extensionId) {
  const known = Object.hasOwn(table, code) ? code : 'internal';
  const row = table[known] ?? { picture: 'pulse' };
  const key = keyOf(known);
  return {
    code,
    picture: row.picture,
    title: text(`failure_${key}_title`),
    sentence: text(`failure_${key}${placeKnown(known, parameters)}`, ...valuesOf(known, parameters)),
    hint: row.hint ? text(`failure_${key}_hint`) : null,
    command: commandFor(known, parameters, extensionId),
  };
}

/** The sentence that leaves out what is not known of the place. @param {string} code @param {Record<string, string>} parameters */
function placeKnown(code, { line, key }) {
  if (code !== 'invalid-configuration' || key) return '';
  return line ? '_line' : '_file';
}

/** @param {string} code @param {Record<string, string>} parameters */
function valuesOf(code, parameters) {
  switch (code) {
    case 'invalid-configuration':
      return [name(parameters.path ?? '?'), parameters.line ?? '?', name(parameters.key ?? '?')];
    case 'host-too-old':
    case 'host-too-new':
      return [name(parameters.version ?? '?')];
    default:
      return [name(parameters.path ?? '?')];
  }
}

/** @param {string} code @param {Record<string, string>} parameters @param {string} extensionId */
function commandFor(code, parameters, extensionId) {
  switch (code) {
    case 'host-not-found':
    case 'host-too-old':
      return 'localhttps install';
    case 'host-forbidden':
      return /^[\w.@{}-]+$/.test(extensionId) ? `localhttps install --extension-id ${extensionId}` : 'localhttps install';
    case 'nothing-found':
      return 'localhttps discover';
    case 'trust-store-corrupt':
      return setAside(parameters.path ?? '');
    default:
      return 'localhttps doctor';
  }
}

/** Moves the damaged file away without losing it. Only for a path that a shell reads as one word. @param {string} path */
function setAside(path) {
  if (/^\/[\w./ @+-]+$/.test(path)) return `mv '${path}' '${path}.damaged'`;
  if (/^[A-Z]:\\[\w.\\ @+-]+$/i.test(path)) return `move "${path}" "${path}.damaged"`;
  return 'localhttps doctor';
}
