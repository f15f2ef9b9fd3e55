// What the picker waits for longest, begun before the rest of it is loaded: the host's start, and what the last picker saw.

import { loadDevices } from '../platform/device-cache.js';
import { openedEarly } from '../platform/early-port.js';
import { nativePort } from '../platform/native-port.js';
import { hostName } from '../protocol/codes.js';

export const openPort = openedEarly(nativePort(hostName));
export const cached = loadDevices();
// Whoever waits for it later learns of the failure; until then nobody does.
cached.catch(() => undefined);
