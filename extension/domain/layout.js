// Which rows stand where. A row in hand (under a pointer that moved, or with the focus) keeps its place and everything above it.

/** @import { DeviceList, Entry } from './device-list.js' */

/** @typedef {'yours' | 'others'} Group */
/** @typedef {{ key: string, group: Group }} Place */

/** No network is shown longer than this; the search still looks through everything. */
export const mostOthers = 200;

const order = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** @param {Entry} entry @returns {Group} */
export function groupOf(entry) {
  return entry.device.trusted === null ? 'others' : 'yours';
}

/**
 * @param {readonly Place[]} before the places as they were painted last
 * @param {DeviceList} list
 * @param {{ query: string, held: string | null }} how what is searched for, and the key of the row in hand
 * @returns {{ places: Place[], leftOut: number }} how many others did not fit
 */
export function arrange(before, list, { query, held }) {
  const wanted = [...list.values()].filter((entry) => matches(entry, query));
  const fixed = frozen(before, list, held);
  const taken = new Set(fixed.map((place) => place.key));
  const lastGroup = fixed.at(-1)?.group ?? 'yours';
  const rest = sorted(wanted.filter((entry) => !taken.has(entry.device.key)));
  // While a row of the second group is in hand, a new device of the first waits: it would push that row down.
  const yours = lastGroup === 'others' ? [] : rest.filter((place) => place.group === 'yours');
  const others = rest.filter((place) => place.group === 'others');
  const room = Math.max(0, mostOthers - fixed.filter((place) => place.group === 'others').length);
  return { places: [...fixed, ...yours, ...others.slice(0, room)], leftOut: Math.max(0, others.length - room) };
}

/**
 * The places down to the row in hand.
 * @param {readonly Place[]} before
 * @param {DeviceList} list
 * @param {string | null} held
 */
export function frozen(before, list, held) {
  const index = before.findIndex((place) => place.key === held);
  return before.slice(0, index + 1).filter((place) => list.has(place.key));
}

/** @param {Entry[]} entries @returns {Place[]} */
function sorted(entries) {
  return entries
    .map((entry) => ({ key: entry.device.key, group: groupOf(entry), name: entry.device.deviceName }))
    .sort((left, right) => order.compare(left.name, right.name) || compareKeys(left.key, right.key))
    .map(({ key, group }) => ({ key, group }));
}

/** @param {string} left @param {string} right */
function compareKeys(left, right) {
  return left < right ? -1 : Number(left > right);
}

/** @param {Entry} entry @param {string} query */
export function matches({ device }, query) {
  const words = folded(query).split(/\s+/u).filter((word) => word.length > 0);
  if (words.length === 0) return true;
  const fields = folded([device.deviceName, device.advertisedName, device.cname, ...device.addresses].filter(Boolean).join('\n'));
  return words.every((word) => fields.includes(word));
}

/** Without case and accents: "kuche" finds "Küche". @param {string} value */
function folded(value) {
  return value.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
