// The one place that touches the browser's global. Chromium before 148 has it under its old name.

/** @type {typeof chrome} */
export const api = globalThis.browser ?? globalThis.chrome;

export const extensionId = api.runtime.id;
