// A native messaging port, with both browsers' ways of telling why it closed made one.

import { api } from './api.js';

/**
 * @typedef {object} HostPort
 * @property {(message: object) => void} post throws when the port is closed
 * @property {() => void} close
 */

/**
 * @typedef {object} PortListener
 * @property {(message: unknown) => void} message
 * @property {(reason: string | null) => void} closed the browser's words, null where it gives none; not called after `close`
 */

/** @typedef {(listener: PortListener) => HostPort} OpenPort */

/**
 * Starts the host and opens a port to it.
 * @param {string} hostName
 * @returns {OpenPort}
 */
export function nativePort(hostName) {
  return (listener) => {
    const port = api.runtime.connectNative(hostName);
    port.onMessage.addListener((/** @type {unknown} */ message) => listener.message(message));
    port.onDisconnect.addListener((closed) => listener.closed(reasonOf(closed)));
    return { post: (message) => port.postMessage(message), close: () => port.disconnect() };
  };
}

/** Firefox sets `port.error`, Chromium `runtime.lastError`. @param {unknown} port @returns {string | null} */
function reasonOf(port) {
  const { error } = /** @type {{ error?: { message?: string } | null }} */ (port);
  return error?.message ?? api.runtime.lastError?.message ?? null;
}
