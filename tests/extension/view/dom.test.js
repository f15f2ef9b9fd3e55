// From description to page: whatever the change, the page is what was described, and what stays is the same element.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Lab } from '../kit/picker.js';

let lab;
before(async () => { lab = await Lab.start(); });
after(() => lab?.stop());

/** Serialised into the page. */
async function randomChanges(seed) {
  const { h, paint } = await import('/picker/dom.js');
  let state = seed;
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const host = document.createElement('div');
  document.body.append(host);
  const faults = [];
  let keys = [];
  for (let round = 0; round < 1500; round++) {
    const before = new Map([...host.children].map((each) => [each.dataset.key, each]));
    const change = random(4);
    if (change === 0) keys.splice(random(keys.length + 1), 0, `k${round}`);
    if (change === 1) keys.splice(random(keys.length || 1), 1);
    if (change === 2) keys = keys.filter(() => random(3) > 0);
    if (change === 3 && keys.length > 1) keys.splice(random(keys.length), 0, ...keys.splice(random(keys.length), 1));
    const held = host.querySelector('button:focus')?.dataset.key;
    const still = change !== 3 && keys.includes(held);
    paint(host, keys.map((key) => h('button', { key, 'data-key': key, 'title': random(2) ? 'x' : null }, `${key} `, random(2) ? h('b', {}, 'bold') : null, random(2) ? String(round) : null)));
    if ([...host.children].map((each) => each.dataset.key).join() !== keys.join()) faults.push(`round ${round}: ${host.textContent}`);
    for (const each of host.children) if (before.has(each.dataset.key) && before.get(each.dataset.key) !== each) faults.push(`round ${round}: ${each.dataset.key} is another element`);
    if (still && document.activeElement.dataset.key !== held) faults.push(`round ${round}: ${held} lost the focus`);
    if (random(5) === 0) host.children[random(host.children.length || 1)]?.focus();
  }
  host.remove();
  return faults;
}

for (const seed of [1, 22, 333]) {
  test(`Paint_RandomChanges${seed}_AreExactAndKeepElementsAndFocus`, async () => {
    const page = await lab.open({ exit: 'Native host has exited.' });
    await page.getByTestId('failure').waitFor();
    assert.deepEqual(await page.evaluate(randomChanges, seed), []);
    await page.close();
  });
}

test('Paint_FieldsAndTexts_ChangeInPlace', async () => {
  const page = await lab.open({ exit: 'Native host has exited.' });
  const seen = await page.evaluate(async () => {
    const { h, paint } = await import('/picker/dom.js');
    const host = document.createElement('div');
    const field = (value, more) => [more ? h('p', { key: 'p' }, 'a note') : null, h('input', { key: 'i', value })].filter(Boolean);
    paint(host, field('a', false));
    const input = host.querySelector('input');
    input.value = 'typed';
    paint(host, field('a', true));
    const kept = [host.querySelector('input') === input, input.value];
    paint(host, field('b', true));
    return [...kept, input.value, host.firstChild.outerHTML];
  });
  assert.deepEqual(seen, [true, 'typed', 'b', '<p>a note</p>']);
  await page.close();
});
