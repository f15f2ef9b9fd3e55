// When something is wrong with everything: said with a remedy, and healed by itself.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { gallery, sampleList } from '../kit/devices.js';
import { Lab } from '../kit/picker.js';

let lab;
before(async () => { lab = await Lab.start(); });
after(() => lab?.stop());

async function within(scenario, run, look) {
  const page = await lab.open(scenario, look);
  try {
    await run(page);
    assert.deepEqual(page.faults, []);
  } finally {
    await page.close();
  }
}

const failure = (page, code) => page.locator(`[data-testid="failure"][data-code="${code}"]`);

describe('a failure', () => {
  test('HostNotFound_Installed_HealsByItself', () => within({ exit: 'Specified native messaging host not found.', devices: sampleList() }, async (page) => {
    await failure(page, 'host-not-found').waitFor();
    assert.equal(await page.getByTestId('command').textContent(), 'localhttps install');
    assert.equal(await page.getByTestId('error-code').textContent(), 'Error: host-not-found');
    await page.evaluate(() => { lab.scenario.exit = null; });
    await page.getByTestId('row').first().waitFor();
  }));

  test('CheckAgain_Pressed_TriesAtOnce', () => within({ exit: 'Native host has exited.' }, async (page) => {
    await failure(page, 'host-crashed').waitFor();
    await page.waitForTimeout(3500);
    // The next attempt by itself is 1.5 s away at least.
    const before = await page.evaluate(() => lab.ports.length);
    await page.getByTestId('check-again').click();
    await page.waitForFunction((count) => lab.ports.length > count, before, { timeout: 1200 });
  }));

  test('Crash_Once_ComesBackWithoutAWord', () => within({ devices: sampleList() }, async (page) => {
    await page.locator('[data-tone="green"]').first().waitFor();
    // Seen by the page itself: the moment without green is too short to be met by asking.
    await page.evaluate(() => {
      globalThis.seen = { failures: 0, withoutGreen: 0 };
      new MutationObserver(() => {
        globalThis.seen.failures += document.querySelectorAll('[data-testid="failure"]').length;
        globalThis.seen.withoutGreen += document.querySelector('[data-tone="green"]') === null;
      }).observe(document.body, { childList: true, subtree: true, attributes: true });
      lab.exit('Native host has exited.');
    });
    await page.waitForFunction(() => globalThis.seen.withoutGreen > 0);
    await page.locator('[data-tone="green"]').first().waitFor();
    assert.equal(await page.evaluate(() => globalThis.seen.failures), 0);
  }));

  test('LostHost_AtOnce_LeavesNothingGreen', () => within({ devices: sampleList() }, async (page) => {
    await page.locator('[data-tone="green"]').first().waitFor();
    const took = await page.evaluate(() => new Promise((resolve) => {
      const start = performance.now();
      new MutationObserver(() => document.querySelector('[data-tone="green"]') ?? resolve(performance.now() - start)).observe(document.body, { childList: true, subtree: true, attributes: true });
      lab.scenario.exit = 'Native host has exited.';
      lab.exit('Native host has exited.');
    }));
    assert.ok(took < 500, `${took} ms`);
    await failure(page, 'host-crashed').waitFor();
  }));

  test('SilentHost_AfterItsTime_IsSaid', () => within({ silent: ['hello'] }, async (page) => failure(page, 'host-silent').waitFor({ timeout: 10_000 })));

  test('NoNetwork_ComingBack_ShowsTheList', () => within({ interfaces: [], devices: [] }, async (page) => {
    await failure(page, 'no-network').waitFor();
    await page.evaluate(() => lab.network(['wlan0']));
    await page.getByTestId('list').waitFor();
    await page.evaluate((each) => lab.event('added', each), gallery.unconfirmed());
    await page.getByTestId('row').waitFor();
  }));

  test('NothingFound_ThenADevice_ShowsTheList', () => within({ devices: [] }, async (page) => {
    await failure(page, 'nothing-found').waitFor();
    await page.evaluate((each) => lab.event('added', each), gallery.unconfirmed());
    await page.getByTestId('row').waitFor();
  }));

  test('Command_Copied_IsInTheClipboard', () => within({ exit: 'Access to the specified native messaging host is forbidden.' }, async (page) => {
    await failure(page, 'host-forbidden').waitFor();
    await page.getByTestId('copy').click();
    await page.waitForFunction(async () => await navigator.clipboard.readText() === 'localhttps install --extension-id hnhbefcfgapkjgignhdplgimgdbmbkci');
    assert.equal(await page.getByTestId('copy').textContent(), 'Copied');
  }, { permissions: ['clipboard-read', 'clipboard-write'] }));

  test('Help_FromAFailure_IsShownAndLeft', () => within({ exit: 'Specified native messaging host not found.' }, async (page) => {
    await failure(page, 'host-not-found').waitFor();
    await page.getByTestId('not-listed').click();
    await page.getByTestId('help').waitFor();
    await page.keyboard.press('Escape');
    await failure(page, 'host-not-found').waitFor();
  }));

  test('Rescan_FromTheMenu_AsksTheHost', () => within({ devices: sampleList() }, async (page) => {
    await page.getByTestId('menu').click();
    await page.getByTestId('menu-rescan').click();
    await page.waitForFunction(() => lab.sent.some((each) => each.type === 'rescan'));
  }));

  test('Window_FromTheMenu_AsksTheBackgroundPage', () => within({ devices: sampleList() }, async (page) => {
    await page.getByTestId('menu').click();
    await page.evaluate(() => { window.close = () => { globalThis.left = true; }; });
    await page.getByTestId('menu-window').click();
    await page.waitForFunction(() => lab.windows === 1 && globalThis.left);
  }));
});
