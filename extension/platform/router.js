// Messages between the extension's own pages.

import { api } from './api.js';

/**
 * Must be called while the background script is first run, or a sleeping worker is not woken for it.
 * @param {Readonly<Record<string, () => Promise<void>>>} handlers by the message's type
 */
export function route(handlers) {
  api.runtime.onMessage.addListener((message, sender) => {
    const type = sender.id === api.runtime.id && typeof message === 'object' && message !== null ? message.type : null;
    const handler = typeof type === 'string' && Object.hasOwn(handlers, type) ? handlers[type] : undefined;
    handler?.().catch((error) => console.error('LocalHttps:', type, error));
  });
}
