import { readFileSync } from 'node:fs';

const locales = new URL('../../../extension/_locales/', import.meta.url);

/** @param {string} locale */
export const messagesOf = (locale) => JSON.parse(readFileSync(new URL(`${locale}/messages.json`, locales), 'utf8'));
