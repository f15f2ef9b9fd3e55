// A port that is opened before there is anybody to listen.

/** @import { HostPort, OpenPort, PortListener } from './native-port.js' */

/**
 * Opens a port before there is a listener: the first one who opens has it, with all it said meanwhile. Later ones open their own.
 * @param {OpenPort} open
 * @returns {OpenPort}
 */
export function openedEarly(open) {
  /** @type {((listener: PortListener) => void)[]} */ let kept = [];
  /** @type {PortListener | null} */ let listener = null;
  let isClosed = false;
  /** @param {(listener: PortListener) => void} event */
  const tell = (event) => {
    if (listener === null) kept.push(event);
    else event(listener);
  };
  /** @type {HostPort | null} */ let early = null;
  try {
    early = open({
      message: (message) => tell((to) => to.message(message)),
      closed: (reason) => {
        isClosed = true;
        tell((to) => to.closed(reason));
      },
    });
  } catch {
    // Opening it again fails again, before whoever has to know.
  }
  return (first) => {
    const port = early;
    if (port === null) return open(first);
    early = null;
    queueMicrotask(() => {
      listener = first;
      for (const event of kept) event(first);
      kept = [];
    });
    // What was closed meanwhile tells why in a moment; to throw here would hide it.
    return { post: (message) => { if (!isClosed || listener !== null) port.post(message); }, close: () => port.close() };
  };
}
