// What every page must keep: nothing for axe to find, no page fault, targets and letters large enough, nothing cut off sideways.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { axePath } from './picker.js';

const screens = new URL('../../../artifacts/screens/', import.meta.url);
mkdirSync(screens, { recursive: true });

/** Serialised into the page. */
function measure() {
  const visible = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getBoundingClientRect().width > 1;
  const named = (element) => `${element.tagName.toLowerCase()}[${element.dataset.testid ?? element.className}]`;
  const faults = [];
  for (const element of document.querySelectorAll('button, input, summary, a')) {
    if (!visible(element)) continue;
    const { width, height } = (element.type === 'checkbox' ? element.closest('label') : element).getBoundingClientRect();
    if (width < 31.9 || height < 31.9) faults.push(`${named(element)} is ${width.toFixed(1)} × ${height.toFixed(1)}`);
  }
  const walker = document.createTreeWalker(document.body, 4);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (walker.currentNode.textContent.trim() !== '' && visible(parent) && size < 12.5) faults.push(`${named(parent)} has letters of ${size} px`);
    if (/\[[a-z]\w+\]|undefined|null|NaN|\$\d/.test(walker.currentNode.textContent)) faults.push(`${named(parent)} says ${walker.currentNode.textContent}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  for (const scroll of document.querySelectorAll('.scroll')) if (scroll.scrollWidth > scroll.clientWidth) faults.push(`its middle is ${scroll.scrollWidth} px wide`);
  if (document.activeElement === document.body) faults.push('nothing has the focus');
  return [...faults, ...lab.blocked.map((directive) => `the policy blocked ${directive}`)];
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} name of its picture
 * @param {boolean} [coloursOnly] for another theme of a page that was inspected: it differs in its colours only
 */
export async function inspect(page, name, coloursOnly = false) {
  await page.screenshot({ path: new URL(`${name}.png`, screens).pathname });
  const faults = await page.evaluate(measure);
  const { violations, passes } = await page.evaluate(async ([path, runOnly]) => {
    if (globalThis.axe === undefined) await import(path);
    const found = await axe.run(document, { resultTypes: ['violations'], ...runOnly });
    return { violations: found.violations, passes: found.passes.length };
  }, [axePath, coloursOnly ? { runOnly: ['color-contrast', 'link-in-text-block'] } : {}]);
  assert.ok(passes > (coloursOnly ? 0 : 5), 'axe has looked');
  assert.deepEqual([...violations.flatMap(({ id, nodes }) => nodes.map((node) => `axe ${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`)), ...faults, ...page.faults], []);
}
