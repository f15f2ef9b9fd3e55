// Tabs and windows.

import { api } from './api.js';

const pickerPage = 'picker/picker.html';

/** @param {string} url an address of a device, already held against its name */
export async function openTab(url) {
  await api.tabs.create({ url });
}

/** A picker that stays open beside the pages. */
export async function openPickerWindow() {
  await api.windows.create({ url: api.runtime.getURL(pickerPage), type: 'popup', width: 408, height: 640 });
}

/**
 * The background page opens the window: a popup may be gone before it has.
 */
export async function askForPickerWindow() {
  await api.runtime.sendMessage({ type: 'open-window' });
}
