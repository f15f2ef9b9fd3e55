// Run from the repository's root: npm run lint.

import js from '@eslint/js';
import unsanitized from 'eslint-plugin-no-unsanitized';

const words = (...names) => Object.fromEntries(names.map((name) => [name, 'readonly']));
const both = words('console', 'URL', 'URLSearchParams', 'structuredClone', 'performance', 'AbortController', 'setTimeout', 'clearTimeout', 'queueMicrotask');
const page = words('document', 'navigator', 'window', 'location', 'addEventListener', 'requestAnimationFrame', 'Element', 'HTMLElement', 'HTMLInputElement', 'HTMLFormElement');
const quality = {
  'curly': ['error', 'multi-line'],
  'eqeqeq': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
  'no-var': 'error',
  'object-shorthand': ['error', 'always', { avoidQuotes: true }],
  'prefer-const': 'error',
};

export default [
  { ignores: ['**/node_modules/**', 'extension/protocol/**'] },
  js.configs.recommended,
  {
    files: ['extension/**/*.js'],
    plugins: { 'no-unsanitized': unsanitized },
    languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: { ...both, ...page } },
    rules: {
      ...quality,
      'no-unsanitized/method': 'error',
      'no-unsanitized/property': 'error',
      'no-restricted-properties': ['error',
        { property: 'innerHTML', message: 'Texts are set as texts.' }, { property: 'outerHTML', message: 'Texts are set as texts.' },
        { property: 'insertAdjacentHTML', message: 'Texts are set as texts.' }, { property: 'style', message: 'Style belongs into the style sheets.' },
        { object: 'Date', property: 'now', message: 'The clock is platform/clock.js.' }, { object: 'performance', property: 'now', message: 'The clock is platform/clock.js.' }],
      'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'chrome', 'browser', 'fetch', 'XMLHttpRequest', 'localStorage'],
    },
  },
  {
    files: ['extension/platform/*.js'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: ['extension/platform/clock.js'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['extension/domain/*.js'],
    languageOptions: { globals: Object.fromEntries(Object.keys({ ...page, console: 0 }).map((name) => [name, 'off'])) },
  },
  {
    files: ['tests/extension/**/*.js'],
    languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: { ...both, ...words('process', 'setImmediate') } },
    rules: quality,
  },
  {
    // Serialised into the page.
    files: ['tests/extension/kit/*.js', 'tests/extension/view/*.js'],
    languageOptions: { globals: { ...page, ...words('lab', 'axe', 'getComputedStyle', 'innerWidth', 'MutationObserver') } },
  },
];
