// The list in a real browser: live, steady under the hand, complete by keyboard, heard as well as seen.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { at, device, gallery, homeNames, sampleList, verified } from '../kit/devices.js';
import { Lab } from '../kit/picker.js';

let lab;
before(async () => { lab = await Lab.start(); });
after(() => lab?.stop());

const row = (page, key) => page.locator(`[data-testid="row"][data-key="${key}"]`);
const names = (page) => page.locator('[data-testid="row"] .name').allTextContents();
const focused = (page) => page.evaluate(() => document.activeElement.closest('[data-key]')?.dataset.key ?? document.activeElement.dataset.testid);
const event = (page, change, each) => page.evaluate(([what, told]) => lab.event(what, told), [change, each]);
const top = async (page, key) => (await row(page, key).boundingBox()).y;

/** @param {object} scenario @param {(page: import('playwright-core').Page) => Promise<void>} run */
async function within(scenario, run, look) {
  const page = await lab.open(scenario, look);
  try {
    await run(page);
    assert.deepEqual(page.faults, []);
  } finally {
    await page.close();
  }
}

describe('the list', () => {
  test('Cache_OfGreenDevices_IsPaintedGreyUntilTheHostTells', () => within({ session: { devices: sampleList() }, devices: sampleList(), silent: ['watch'] }, async (page) => {
    await page.getByTestId('row').nth(6).waitFor();
    assert.equal(await page.locator('[data-tone="green"]').count(), 0);
    assert.deepEqual(await page.locator('[data-testid="row"]').evaluateAll((rows) => [...new Set(rows.map((each) => `${each.dataset.state} ${each.dataset.reason} ${each.dataset.checking}`))]), ['stale not-checked-yet true']);
    await page.evaluate(() => { lab.watch = lab.sent.find((each) => each.type === 'watch').id; lab.reply({ type: 'watching', id: lab.watch, network: { interfaces: ['eth0'] } }); });
    await event(page, 'added', gallery.verified());
    await page.locator('[data-tone="green"]').waitFor();
    assert.equal(await page.locator('[data-tone="green"]').count(), 1);
    const marks = await page.evaluate(() => performance.getEntriesByType('mark').map((each) => each.name));
    assert.ok(marks.includes('picker-painted'));
    await page.waitForFunction(() => performance.getEntriesByName('first-verified').length === 1);
  }));

  test('Cache_OfAnotherShape_IsLeftAlone', () => within({ session: { devices: [{ key: 'x' }, 7, null] }, devices: [device('Lamp')] }, async (page) => {
    await row(page, 'lamp-7c34-23be.example.com').waitFor();
    assert.equal(await page.getByTestId('row').count(), 1);
  }));

  test('Cache_AfterEvents_HoldsTheDevices', () => within({ devices: sampleList() }, async (page) => {
    await page.waitForFunction(() => lab.session.devices?.length === 7);
  }));

  test('Verdict_AtItsEnd_TurnsStaleByItself', () => {
    const soon = verified('Lamp');
    return within({ devices: [{ ...soon, verdict: { ...soon.verdict, staleAt: at(2500) } }] }, async (page) => {
      await page.locator('[data-tone="green"]').waitFor();
      await page.locator('[data-state="stale"][data-reason="check-too-old"]').waitFor({ timeout: 4000 });
      assert.equal(await page.locator('[data-tone="green"]').count(), 0);
    });
  });

  test('NewRows_Above_DoNotMoveTheFocusedRow', () => within({ devices: sampleList() }, async (page) => {
    await page.getByTestId('row').nth(6).waitFor();
    for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowDown');
    const key = await focused(page);
    const before = await top(page, key);
    await event(page, 'added', device('Aardvark'));
    await event(page, 'added', verified('Abacus'));
    await row(page, 'aardvark-7c34-23be.example.com').waitFor();
    assert.deepEqual([await focused(page), await top(page, key)], [key, before]);
    assert.equal(await page.getByTestId('count').getAttribute('data-count'), '9');
    await page.getByTestId('search').focus();
    await row(page, 'abacus-7c34-23be.example.com').waitFor();
    assert.deepEqual((await names(page)).slice(0, 1), ['Abacus']);
  }));

  test('NewRows_Above_DoNotMoveTheRowUnderThePointer', () => within({ devices: sampleList() }, async (page) => {
    await page.getByTestId('row').nth(6).waitFor();
    const key = gallery.unconfirmed().key;
    await row(page, key).hover();
    const before = await top(page, key);
    await event(page, 'added', device('Aardvark'));
    await event(page, 'removed', gallery['caution-long']());
    await row(page, 'aardvark-7c34-23be.example.com').waitFor();
    await page.waitForTimeout(3400);
    assert.equal(await top(page, key), before);
    await page.mouse.move(200, 20);
    await row(page, gallery['caution-long']().key).waitFor({ state: 'detached' });
    assert.equal((await names(page))[3], 'Aardvark');
  }));

  test('Removed_Row_IsDimmedAndGoes', () => within({ devices: sampleList() }, async (page) => {
    const { key } = gallery.unconfirmed();
    await row(page, key).waitFor();
    await event(page, 'removed', gallery.unconfirmed());
    await page.locator(`[data-key="${key}"][data-gone="true"]`).waitFor();
    await row(page, key).waitFor({ state: 'detached', timeout: 5000 });
  }));

  test('TrustedDevice_TurningRed_KeepsTheFocusAndIsSaidAtOnce', () => within({ devices: sampleList() }, async (page) => {
    await page.getByTestId('row').nth(6).waitFor();
    await page.waitForFunction(() => document.querySelector('[data-testid="polite"]').textContent.includes('7 devices'));
    await row(page, gallery.verified().key).getByTestId('row-main').focus();
    await event(page, 'updated', { ...gallery['mismatch-own'](), key: gallery.verified().key, deviceName: 'IoTD-1000A' });
    await page.locator(`[data-key="${gallery.verified().key}"][data-tone="red"]`).waitFor();
    assert.equal(await focused(page), gallery.verified().key);
    await page.waitForFunction(() => document.querySelector('[data-testid="assertive"]').textContent.includes('IoTD-1000A'));
  }));

  test('NewDevice_Later_IsSaidPolitely', () => within({ devices: sampleList() }, async (page) => {
    await page.waitForFunction(() => document.querySelector('[data-testid="polite"]').textContent.includes('7 devices'));
    await event(page, 'added', device('Aardvark'));
    await page.waitForFunction(() => document.querySelector('[data-testid="polite"]').textContent.includes('Aardvark'));
  }));

  test('Names_WithMarkup_StayText', () => {
    const evil = '<img src=x onerror="globalThis.pwned=1">&lt;b&gt;';
    return within({ devices: [device(evil, { cname: 'evil.example.com' })] }, async (page) => {
      await row(page, 'evil.example.com').waitFor();
      assert.deepEqual(await names(page), [evil]);
      await row(page, 'evil.example.com').getByTestId('row-main').click();
      assert.equal(await page.getByTestId('device-name').textContent(), evil);
      assert.deepEqual(await page.evaluate(() => [globalThis.pwned, document.images.length]), [undefined, 0]);
    });
  });

  // What is left of the name's first part, in letters, and whether the rest stands whole and close beside it.
  const cnameParts = async (page, key) => row(page, key).locator('.cname').evaluate((line) => {
    const [start, end] = line.children;
    const [first, last] = [start, end].map((each) => each.getBoundingClientRect());
    const letter = end.querySelector('bdi').getBoundingClientRect().width / end.textContent.length;
    const cut = start.scrollWidth > start.clientWidth;
    return { letters: cut ? Math.floor(first.width / letter + 0.05) - 1 : start.textContent.length, whole: end.scrollWidth <= end.clientWidth, gap: (last.left - first.left) / letter % 1 };
  });

  for (const [name, look, least] of [['InThePopup', {}, '13ab-7c34-23be'], ['Narrow', { width: 320, popup: false }, '13a'], ['NarrowAndGerman', { width: 320, popup: false, locale: 'de' }, '1']]) {
    test(`PublicName_${name}BesideItsButton_KeepsItsLastLabelsAndWhatTellsItApart`, () => within({ devices: homeNames() }, async (page) => {
      const [{ key }] = homeNames();
      await row(page, key).waitFor();
      await row(page, key).hover();
      await row(page, key).getByTestId('row-action').waitFor();
      const { letters, whole, gap } = await cnameParts(page, key);
      assert.ok(whole && letters >= least.length && gap < 0.4, JSON.stringify({ letters, whole, gap }));
      assert.equal(await row(page, key).locator('.cname').getAttribute('title'), key);
    }, look));
  }

  for (const locale of ['en', 'de']) {
    test(`Warning_Narrow_${locale}_IsReadableToItsEndAndKeepsItsHeight`, () => within({ devices: sampleList() }, async (page) => {
      const warned = row(page, gallery['mismatch-own']().key);
      await warned.waitFor();
      const look = () => warned.getByTestId('row-line').evaluate((line) => ({ height: line.closest('li').offsetHeight, cut: line.scrollWidth > line.clientWidth || line.scrollHeight > line.clientHeight + 1 }));
      const before = await look();
      await warned.hover();
      await warned.getByTestId('row-action').waitFor();
      assert.deepEqual([before.cut, await look()], [false, before]);
    }, { width: 320, popup: false, locale }));
  }

  test('Flood_OfTwoThousandDevices_StaysUsable', () => within({ devices: Array.from({ length: 2000 }, (_, index) => device(`Device ${index}`, { cname: `d${index}.example.com` })) }, async (page) => {
    await page.getByTestId('row').nth(199).waitFor();
    assert.equal(await page.getByTestId('row').count(), 200);
    await page.keyboard.type('device 777');
    await row(page, 'd777.example.com').waitFor();
  }));
});

describe('the keyboard', () => {
  const start = async (page) => {
    await page.getByTestId('row').nth(6).waitFor();
    assert.equal(await focused(page), 'search');
  };

  test('Arrows_FromTheSearch_WalkTheRowsAndBack', () => within({ devices: sampleList() }, async (page) => {
    await start(page);
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(page), gallery['mismatch-own']().key);
    await page.keyboard.press('End');
    assert.equal(await focused(page), gallery['no-public-name']().key);
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(page), gallery['no-public-name']().key);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(page), 'search');
  }));

  test('Typing_OnARow_SearchesAndEnterShowsTheFirst', () => within({ devices: sampleList() }, async (page) => {
    await start(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.type('kuche');
    assert.equal(await page.getByTestId('search').inputValue(), 'kuche');
    assert.deepEqual(await names(page), ['Printer Küche']);
    await page.keyboard.press('Enter');
    await page.getByTestId('device').waitFor();
    assert.equal(await page.getByTestId('device').getAttribute('data-key'), gallery.unconfirmed().key);
    await page.keyboard.press('Escape');
    await page.getByTestId('list').waitFor();
    assert.equal(await focused(page), gallery.unconfirmed().key);
    await page.keyboard.press('Escape');
    await page.getByTestId('row').nth(6).waitFor();
    assert.equal(await page.getByTestId('search').inputValue(), '');
    assert.deepEqual((await names(page)).slice(0, 3), ['Front door camera', 'Home Assistant', 'IoTD-1000A']);
  }));

  test('Enter_OnARow_ShowsItsDetailsAndTabReachesItsButton', () => within({ devices: sampleList() }, async (page) => {
    await start(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.dataset.action), 'open');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByTestId('device').waitFor();
  }));

  test('CtrlEnter_OnAGreenRow_OpensItInATab', () => within({ devices: sampleList() }, async (page) => {
    await start(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+Enter');
    assert.deepEqual(await page.evaluate(() => lab.opened), ['https://90fe-11d0-4c2a-device.example.com/']);
  }, { popup: false }));

  test('CtrlEnter_OnARedRow_OpensNothing', () => within({ devices: sampleList() }, async (page) => {
    await start(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+Enter');
    await page.waitForTimeout(200);
    assert.deepEqual(await page.evaluate(() => lab.opened), []);
  }));

  test('Escape_WithTheMenuOpen_ClosesOnlyTheMenu', () => within({ devices: sampleList() }, async (page) => {
    await start(page);
    await page.getByTestId('menu').click();
    await page.getByTestId('menu-items').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('menu-items').waitFor({ state: 'detached' });
  }));
});
