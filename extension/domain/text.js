// Texts are references until the very last moment: the domain names a message and its values, the page translates them.

/**
 * A value in a text. Names come from the network and are isolated, so that their writing direction stays their own;
 * instants are milliseconds since 1970, spans are milliseconds.
 * @typedef {string | number | { name: string } | { day: number } | { moment: number } | { ago: number } | { span: number } | Text} Value
 */

/** @typedef {{ key: string, values: readonly Value[] }} Text */

/**
 * @param {string} key a key of `_locales`
 * @param {...Value} values what takes the places of $1, $2, …
 * @returns {Text}
 */
export function text(key, ...values) {
  return { key, values };
}

/** @param {string} value a name or another word from the network */
export function name(value) {
  return { name: clean(value) };
}

/** Message keys may hold no hyphens. @param {string} code */
export function keyOf(code) {
  return code.replaceAll('-', '_');
}

const longestName = 120;
// Controls, line separators, zero-width and bidirectional controls, tags: what changes how the text around it reads.
// ZWJ, ZWNJ and variation selectors stay: emoji and several scripts need them.
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu;

/**
 * Makes a word from the network harmless to show, whatever the host already did.
 * @param {string} value
 */
export function clean(value) {
  const plain = value.toWellFormed().replace(unsafe, ' ').replace(/\s+/gu, ' ').trim();
  const points = Array.from(plain);
  return points.length <= longestName ? plain : `${points.slice(0, longestName - 1).join('')}…`;
}

// Beside a row's button there is room for about 30 letters, in a narrow view for 20.
const longestEnd = 20;

/**
 * Splits a name before its last two labels: they stay whole, and what stands before them, with its dot, gives way at its end when room is short.
 * @param {string} value
 * @returns {{ start: string, end: string }}
 */
export function splitName(value) {
  const labels = [...value.matchAll(/\./g)].map(({ index }) => index + 1).slice(-2);
  const cut = labels.find((label) => value.length - label <= longestEnd) ?? Math.max(Math.ceil(value.length / 2), value.length - longestEnd);
  return { start: value.slice(0, cut), end: value.slice(cut) };
}

/**
 * A fingerprint in groups of four, to be read aloud.
 * @param {string} hex
 */
export function grouped(hex) {
  return (hex.match(/.{1,4}/g) ?? []).join(' ');
}
