// Line icons on a 24-unit square, in the colour of the text around them.

import { h } from '../dom.js';

/** @import { Node } from '../dom.js' */
/** @import { Shown } from '../../domain/verdict.js' */

/** @type {Readonly<Record<string, readonly string[]>>} */
const paths = Object.freeze({
  // states
  verified: ['M12 3l7.5 2.6v5.6c0 4.6-3.1 8-7.5 9.8-4.4-1.8-7.5-5.2-7.5-9.8V5.6z', 'M8.6 12l2.4 2.4 4.4-4.6'],
  unconfirmed: ['M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z', 'M12 8v5', 'M12 16.2v.1'],
  caution: ['M12 4L2.8 20h18.4z', 'M12 10v4.5', 'M12 17.2v.1'],
  refused: ['M8.2 3.5h7.6l4.7 4.7v7.6l-4.7 4.7H8.2l-4.7-4.7V8.2z', 'M9.2 9.2l5.6 5.6', 'M14.8 9.2l-5.6 5.6'],
  untrusted: ['M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z', 'M6 6l12 12'],
  unreachable: ['M3 9.5a13 13 0 0 1 18 0', 'M6.5 13.2a8 8 0 0 1 11 0', 'M12 18.2v.1', 'M4 3l16 18'],
  unknown: ['M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z', 'M9.6 9.6a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.2.9-1.2 1.8', 'M12 16.6v.1'],
  // kinds
  device: ['M5 3.5h14v5H5z', 'M5 9.5h14v5H5z', 'M5 15.5h14v5H5z', 'M8 6v.1', 'M8 12v.1', 'M8 18v.1'],
  nas: ['M4 4h16v16H4z', 'M4 12h16', 'M8 8v.1', 'M8 16v.1', 'M13 8h4', 'M13 16h4'],
  printer: ['M7 9V3.5h10V9', 'M7 17H4V9h16v8h-3', 'M7 14h10v6.5H7z'],
  camera: ['M3 7h5l1.5-2h5L16 7h5v12H3z', 'M12 9.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z'],
  home: ['M3.5 11L12 3.8 20.5 11', 'M6 9.5V20h12V9.5', 'M10 20v-6h4v6'],
  tv: ['M3 5h18v12H3z', 'M8.5 20.5h7'],
  plug: ['M9 3v5', 'M15 3v5', 'M6 8h12v3a6 6 0 0 1-12 0z', 'M12 17v4'],
  router: ['M3.5 14h17v6h-17z', 'M7 17v.1', 'M10.5 17v.1', 'M16 14V9.5', 'M12.8 6.8a4.5 4.5 0 0 1 6.4 0', 'M10.7 4.2a7.5 7.5 0 0 1 10.6 0'],
  // pictures of the failures
  lock: ['M5 11h14v9.5H5z', 'M8 11V7.5a4 4 0 0 1 8 0V11', 'M12 15v2'],
  pulse: ['M3 12h4l2.5-7 4 14 2.5-7h5'],
  clock: ['M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z', 'M12 7.5V12l3 2'],
  update: ['M4 12a8 8 0 0 1 13.7-5.6L20 8.5', 'M20 3.8v4.7h-4.7', 'M20 12a8 8 0 0 1-13.7 5.6L4 15.5', 'M4 20.2v-4.7h4.7'],
  network: ['M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z', 'M3.5 12h17', 'M12 3.5c3 2.5 3.8 5.3 3.8 8.5s-.8 6-3.8 8.5', 'M12 3.5c-3 2.5-3.8 5.3-3.8 8.5s.8 6 3.8 8.5'],
  file: ['M6 3.5h8l4 4v13H6z', 'M14 3.5v4h4', 'M12 11v4', 'M12 17.6v.1'],
  settings: ['M4 7h9', 'M17 7h3', 'M15 5v4', 'M4 17h3', 'M11 17h9', 'M9 15v4', 'M4 12h2', 'M10 12h10', 'M8 10v4'],
  // the rest
  search: ['M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z', 'M15.3 15.3L20.5 20.5'],
  back: ['M14.5 5l-7 7 7 7'],
  more: ['M6 12v.1', 'M12 12v.1', 'M18 12v.1'],
  check: ['M5 12.5l4.5 4.5L19 7'],
  cross: ['M6 6l12 12', 'M18 6L6 18'],
  dash: ['M6 12h12'],
  dot: ['M12 12v.1'],
  info: ['M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z', 'M12 11v5.5', 'M12 7.8v.1'],
});

/** @param {string} id @param {string} [className] @returns {Node} */
export function icon(id, className = '') {
  const lines = (paths[id] ?? paths.device ?? []).map((d) => h('path', { d }));
  return h('svg', { 'class': `icon icon-${id} ${className}`.trim(), 'viewBox': '0 0 24 24', 'aria-hidden': 'true', 'focusable': 'false' }, ...lines);
}

/** A circle of dashes: nothing is known yet. @param {boolean} turning @returns {Node} */
function waiting(turning) {
  const circle = h('circle', { 'cx': '12', 'cy': '12', 'r': '8.5', 'stroke-dasharray': '3.8 2.87' });
  return h('svg', { 'class': `icon icon-waiting${turning ? ' turning' : ''}`, 'viewBox': '0 0 24 24', 'aria-hidden': 'true', 'focusable': 'false' }, circle);
}

/** @param {Pick<Shown, 'state' | 'tone'>} shown @param {boolean} checking @returns {Node} */
export function stateIcon({ state, tone }, checking) {
  if (state === 'stale') return waiting(checking);
  if (tone === 'red') return icon('refused', 'state-icon');
  return icon(state, 'state-icon');
}

/** @param {string} kind @returns {Node} */
export function kindIcon(kind) {
  return icon(['printer', 'camera', 'nas', 'home', 'tv', 'plug', 'router'].includes(kind) ? kind : 'device');
}

/** The turning circle of something that runs. @returns {Node} */
export function runningIcon() {
  return waiting(true);
}
