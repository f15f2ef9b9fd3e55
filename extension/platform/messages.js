// The texts of `_locales`.

import { api } from './api.js';

/** @param {string} key @param {string[]} [values] */
export function message(key, values) {
  return api.i18n.getMessage(key, values);
}
