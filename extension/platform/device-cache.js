// What the last picker saw, for this browser session only: it is painted at once, and never as more than "not checked yet".

import { api } from './api.js';
import { parseReply } from '../protocol/guards.js';

/** @import { DeviceView } from '../protocol/messages.js' */

const slot = 'devices';

/** @returns {Promise<DeviceView[]>} */
export async function loadDevices() {
  const kept = (await api.storage.session.get(slot))[slot];
  return Array.isArray(kept) ? kept.flatMap(readDevice) : [];
}

/** @param {DeviceView[]} devices */
export async function saveDevices(devices) {
  await api.storage.session.set({ [slot]: devices });
}

/** An older version of the extension may have written it. @param {unknown} device @returns {DeviceView[]} */
function readDevice(device) {
  try {
    const event = parseReply({ type: 'device', id: null, change: 'added', device });
    return event.type === 'device' ? [event.device] : [];
  } catch {
    return [];
  }
}
