// What a person who does not see the list is told of its changes.

import { name, text } from './text.js';

/** @import { Row } from './row.js' */
/** @import { Text } from './text.js' */

/** @typedef {{ polite: Text[], assertive: Text[] }} Announcements */
/** @typedef {ReadonlyMap<string, Pick<Row, 'name' | 'state' | 'tone' | 'line' | 'gone'>>} Told */

/** More changes at once than this are told as a number. */
const most = 4;

/** @param {readonly Row[]} rows @returns {Told} */
export function told(rows) {
  return new Map(rows.map((row) => [row.key, row]));
}

/**
 * @param {Told} before what was told last
 * @param {readonly Row[]} rows
 * @returns {Announcements}
 */
export function changes(before, rows) {
  /** @type {Announcements} */
  const result = { polite: [], assertive: [] };
  for (const row of rows) {
    const known = before.get(row.key);
    if (known === undefined ? row.gone : known.state === row.state && known.gone === row.gone) continue;
    const list = row.tone === 'red' && !row.gone ? result.assertive : result.polite;
    list.push(sentence(row, known === undefined));
  }
  if (result.polite.length > most) result.polite = [text('said_many', result.polite.length)];
  return result;
}

/** @param {Row} row @param {boolean} isNew */
function sentence(row, isNew) {
  if (row.gone) return text('said_gone', name(row.name));
  const line = row.cname === null ? row.line : text('row_state_verified');
  return text(isNew ? 'said_new' : 'said_changed', name(row.name), line);
}
