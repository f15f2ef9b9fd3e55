// The devices by key, as the host's events and the cache of the last picker describe them. Every change gives a new list.

/** @import { DeviceEvent, DeviceView } from '../protocol/messages.js' */

/**
 * Two clocks: the wall's for what the host dates, a steady one for how long something has stood here.
 * @typedef {{ wall: number, steady: number }} Now
 */

/**
 * @typedef {object} Entry
 * @property {DeviceView} device
 * @property {boolean} live whether the host that is connected now told it; what a cache tells is never more than "not checked yet"
 * @property {number} freshUntil when the verdict ends, on the steady clock
 * @property {number} addedAt when it came into this list, on the steady clock
 * @property {number | null} goneAt when it went, on the steady clock; it stays dimmed for a moment
 */

/** @typedef {ReadonlyMap<string, Entry>} DeviceList */

/** How long a row that went stays, dimmed. */
export const dimmedFor = 3000;

/** How long a row from the cache may wait for the host to tell of it. */
export const cacheGrace = 6000;

/** No verdict is fresh for longer, whatever the host says. */
export const longestFresh = 5 * 60_000;

/** No more devices than this are kept; a trusted one always finds room. */
export const mostDevices = 1000;

/** @type {DeviceList} */
export const noDevices = new Map();

/** @param {readonly DeviceView[]} devices @param {Now} now @returns {DeviceList} */
export function fromCache(devices, now) {
  return new Map(devices.map((device) => [device.key, { device, live: false, freshUntil: 0, addedAt: now.steady, goneAt: null }]));
}

/** @param {DeviceList} list @param {DeviceEvent} event @param {Now} now @returns {DeviceList} */
export function applyEvent(list, event, now) {
  if (event.change !== 'removed') return withDevice(list, event.device, now);
  const known = list.get(event.device.key);
  return known === undefined || known.goneAt !== null ? list : replaced(list, event.device.key, { ...known, goneAt: now.steady });
}

/** @param {DeviceList} list @param {DeviceView} device @param {Now} now @returns {DeviceList} */
export function withDevice(list, device, now) {
  const known = list.get(device.key);
  if (known === undefined && list.size >= mostDevices && device.trusted === null) return list;
  const staleAt = device.verdict.staleAt === null ? now.wall : Date.parse(device.verdict.staleAt);
  const freshFor = Math.min(longestFresh, staleAt - now.wall);
  const back = known === undefined || known.goneAt !== null;
  return replaced(list, device.key, {
    device,
    live: true,
    freshUntil: now.steady + freshFor,
    addedAt: back ? now.steady : known.addedAt,
    goneAt: null,
  });
}

/** The host is lost: nothing it said counts any more. @param {DeviceList} list @returns {DeviceList} */
export function demoted(list) {
  return new Map([...list].map(([key, entry]) => [key, { ...entry, live: false }]));
}

/** The host has had its time: what it does not tell is not there. @param {DeviceList} list @param {Now} now @returns {DeviceList} */
export function withoutUntold(list, now) {
  const untold = [...list].filter(([, entry]) => !entry.live && entry.goneAt === null);
  if (untold.length === 0) return list;
  return new Map([...list].map(([key, entry]) => [key, entry.live || entry.goneAt !== null ? entry : { ...entry, goneAt: now.steady }]));
}

/**
 * Lets go of what has been dimmed long enough.
 * @param {DeviceList} list
 * @param {Now} now
 * @param {ReadonlySet<string>} kept keys that must stay, because removing them would move the row in hand
 * @returns {DeviceList}
 */
export function swept(list, now, kept) {
  const isOver = (/** @type {Entry} */ entry) => entry.goneAt !== null && now.steady - entry.goneAt >= dimmedFor;
  const left = [...list].filter(([key, entry]) => !isOver(entry) || kept.has(key));
  return left.length === list.size ? list : new Map(left);
}

/** What the next picker may paint at once. @param {DeviceList} list @returns {DeviceView[]} */
export function toCache(list) {
  return [...list.values()].filter((entry) => entry.goneAt === null).slice(0, 200).map((entry) => entry.device);
}

/** The devices that are there. @param {DeviceList} list */
export function present(list) {
  return [...list.values()].filter((entry) => entry.goneAt === null);
}

/** @param {DeviceList} list @param {string} key @param {Entry} entry @returns {DeviceList} */
function replaced(list, key, entry) {
  return new Map(list).set(key, entry);
}
