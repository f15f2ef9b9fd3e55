// Device, consent and what a person changes, in a real browser.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { certificate, finding, gallery, other, pinned, trusted, verdict } from '../kit/devices.js';
import { Lab } from '../kit/picker.js';
import { passedSteps } from '../kit/screens.js';

let lab;
before(async () => { lab = await Lab.start(); });
after(() => lab?.stop());

const sent = (page, type) => page.evaluate((wanted) => lab.sent.filter((each) => each.type === wanted), type);
const press = (page, testid) => page.getByTestId(testid).click();

/** @param {object} each @param {object} scenario @param {(page: import('playwright-core').Page) => Promise<void>} run */
async function withDevice(each, scenario, run) {
  const page = await lab.open({ devices: [each], steps: passedSteps, ...scenario }, { popup: false });
  try {
    await page.getByTestId('row-main').click();
    await page.getByTestId('device').waitFor();
    await run(page);
    assert.deepEqual(page.faults, []);
  } finally {
    await page.close();
  }
}

function confirmed(each, name) {
  return {
    ...each, deviceName: name, trusted: trusted(each.cname, { name, spkiSha256: each.verdict.certificate.spkiSha256 }),
    verdict: verdict('verified', [finding('confirmed', { since: new Date().toISOString() })], { certificate: each.verdict.certificate }),
  };
}

describe('the device page', () => {
  for (const type of ['preflight', 'verified', 'confirmed']) {
    test(`OldReply_${type}AfterANewerEvent_DoesNotTurnGreen`, () => withDevice(gallery.verified(), { steps: [], hangPreflight: true }, async (page) => {
      const [{ id }] = await sent(page, 'preflight');
      await page.evaluate((told) => lab.event('updated', told), { ...gallery.verified(), verdict: gallery['mismatch-own']().verdict });
      await page.locator('[data-testid="device"][data-tone="red"]').waitFor();
      await page.evaluate(([given, told, kind]) => lab.reply({ type: kind, id: given, ...(kind === 'preflight' ? { passed: true } : {}), device: told }), [id, gallery.verified(), type]);
      await page.waitForTimeout(100);
      assert.equal(await page.getByTestId('device').getAttribute('data-tone'), 'red');
    }));
  }

  test('Opened_Once_RunsThePreflightAndShowsItsSteps', () => withDevice(gallery.unconfirmed(), { steps: [], hangPreflight: true }, async (page) => {
    const [{ id, device, origin }] = await sent(page, 'preflight');
    assert.deepEqual([device, origin], [gallery.unconfirmed().key, null]);
    const states = () => page.getByTestId('step').evaluateAll((steps) => steps.map((each) => `${each.dataset.step} ${each.dataset.state}`));
    assert.deepEqual(await states(), ['verdict waiting', 'device-name waiting', 'name-lookup waiting']);
    await page.evaluate((given) => lab.reply({ type: 'step', id: given, step: 'verdict', state: 'running', finding: null }), id);
    await page.locator('[data-step="verdict"][data-state="running"]').waitFor();
    for (const step of passedSteps) await page.evaluate(([given, told]) => lab.reply({ type: 'step', id: given, ...told }), [id, step]);
    await page.evaluate((given) => lab.reply({ type: 'preflight', id: given, passed: true, device: lab.scenario.devices[0] }), id);
    await page.locator('[data-outcome="passed"]').waitFor();
    assert.deepEqual(await states(), ['verdict passed', 'device-name passed', 'name-lookup passed']);
  }));

  test('Left_WhileThePreflightRuns_CancelsIt', () => withDevice(gallery.unconfirmed(), { steps: [], hangPreflight: true }, async (page) => {
    const [{ id }] = await sent(page, 'preflight');
    await page.keyboard.press('Escape');
    await page.getByTestId('list').waitFor();
    assert.deepEqual((await sent(page, 'cancel')).map((each) => each.target), [id]);
  }));

  test('LostHost_OnTheDevicePage_ComesBackAndChecksAgain', () => withDevice(gallery.verified(), {}, async (page) => {
    await page.locator('[data-state="verified"]').waitFor();
    await page.evaluate(() => lab.exit('Native host has exited.'));
    await page.waitForFunction(() => lab.sent.filter((each) => each.type === 'preflight').length === 2);
    await page.locator('[data-testid="device"][data-state="verified"]').waitFor();
  }));

  test('Green_PastItsEndWhileOpen_IsNotGreen', () => {
    const soon = gallery.verified();
    return withDevice({ ...soon, verdict: { ...soon.verdict, staleAt: new Date(Date.now() + 3000).toISOString() } }, {}, async (page) => {
      await page.locator('[data-testid="device"][data-state="stale"]').waitFor({ timeout: 5000 });
      assert.equal(await page.getByTestId('open').count(), 0);
    });
  });

  test('NameNotFound_ByTheLookup_IsSaidAndOpenIsNotPrimary', () => withDevice(gallery.verified(), { steps: [passedSteps[0], passedSteps[1], { step: 'name-lookup', state: 'noted', finding: finding('name-not-found') }] }, async (page) => {
    await page.locator('[data-testid="lookup-hint"][data-code="name-not-found"]').waitFor();
    assert.doesNotMatch(await page.getByTestId('open').getAttribute('class'), /primary/);
    assert.equal(await page.getByTestId('preflight').getAttribute('data-outcome'), 'passed');
  }));

  test('Open_OnGreen_OpensItsAddress', () => withDevice(gallery.verified(), {}, async (page) => {
    await press(page, 'open');
    assert.deepEqual(await page.evaluate(() => lab.opened), ['https://13ab-7c34-23be-device.example.com/']);
  }));

  for (const name of ['mismatch-own', 'mismatch', 'expired', 'revoked', 'untrusted-own', 'caution-look-alike', 'stale']) {
    test(`Page_Of_${name}_OffersNoOpen`, () => withDevice(gallery[name](), {}, async (page) => assert.equal(await page.locator('[data-action="open"]').count(), 0)));
  }

  test('Rename_Saved_TellsTheHost', () => withDevice(gallery.verified(), {}, async (page) => {
    await press(page, 'rename');
    await page.getByTestId('own-name').fill('  Heizung 🔥 ');
    await page.keyboard.press('Enter');
    await page.getByTestId('device').waitFor();
    assert.deepEqual((await sent(page, 'rename')).map(({ cname, name }) => ({ cname, name })), [{ cname: gallery.verified().cname, name: 'Heizung 🔥' }]);
  }));

  test('Forget_Confirmed_TellsTheHostAndNothingStaysGreen', () => withDevice(gallery.verified(), {}, async (page) => {
    await press(page, 'forget');
    assert.equal((await sent(page, 'forget')).length, 0);
    await press(page, 'forget-now');
    await page.getByTestId('list').waitFor();
    assert.deepEqual((await sent(page, 'forget')).map((each) => each.cname), [gallery.verified().cname]);
    assert.equal(await page.locator('[data-tone="green"]').count(), 0);
  }));

  test('Forget_Cancelled_ChangesNothing', () => withDevice(gallery.verified(), {}, async (page) => {
    await press(page, 'forget');
    await press(page, 'cancel');
    await page.getByTestId('device').waitFor();
    assert.equal((await sent(page, 'forget')).length, 0);
  }));

  test('Error_OfTheHost_IsShownInWords', () => withDevice(gallery.verified(), { answers: { rename: { type: 'error', code: 'invalid-field', message: 'x', parameters: { field: 'name' } } } }, async (page) => {
    await press(page, 'rename');
    await press(page, 'save-name');
    await page.locator('[data-testid="notice"][data-code="invalid-field"]').waitFor();
  }));

  test('DamagedTrustStore_MetByARequest_IsShownAndHeals', () => withDevice(gallery.verified(), { answers: Object.fromEntries(['rename', 'list-trusted'].map((type) => [type, { type: 'error', code: 'trust-store-corrupt', message: 'x', parameters: { path: '/data/trust.json' } }])) }, async (page) => {
    await press(page, 'rename');
    await press(page, 'save-name');
    await page.locator('[data-testid="failure"][data-code="trust-store-corrupt"]').waitFor();
    await page.evaluate(() => { lab.scenario.answers = { 'list-trusted': { type: 'trusted', entries: [] } }; });
    await page.getByTestId('rename-page').waitFor({ timeout: 6000 });
  }));
});

describe('the consent page', () => {
  const toConsent = async (page) => {
    await press(page, 'consent');
    await page.locator('main[data-testid="consent"]').waitFor();
  };

  test('Confirm_Pressed_SendsWhatWasDisplayedAndTurnsGreen', () => {
    const mine = gallery.unconfirmed();
    return withDevice(mine, { answers: { confirm: { type: 'confirmed', device: confirmed(mine, 'Küchendrucker') } } }, async (page) => {
      await toConsent(page);
      assert.deepEqual([await page.getByTestId('fact-cname').textContent(), await page.getByTestId('fact-key').getAttribute('data-spki')], [mine.cname, pinned]);
      await page.getByTestId('own-name').fill('Küchendrucker');
      await press(page, 'confirm');
      await page.locator('[data-testid="device"][data-state="unconfirmed"]').waitFor();
      await page.evaluate((told) => lab.event('updated', told), confirmed(mine, 'Küchendrucker'));
      await page.locator('[data-testid="device"][data-state="verified"]').waitFor();
      assert.deepEqual((await sent(page, 'confirm')).map(({ id: _, ...rest }) => rest), [{ type: 'confirm', device: mine.key, cname: mine.cname, spkiSha256: pinned, name: 'Küchendrucker', accept: [] }]);
    });
  });

  test('FactsChanged_WhileReading_CannotBeConfirmedUntilShown', () => withDevice(gallery.unconfirmed(), {}, async (page) => {
    await toConsent(page);
    const changed = gallery.unconfirmed();
    changed.verdict.certificate.spkiSha256 = other;
    await page.evaluate((told) => lab.event('updated', told), changed);
    await page.getByTestId('changed').waitFor();
    assert.equal(await page.getByTestId('fact-key').getAttribute('data-spki'), pinned);
    assert.ok(await page.getByTestId('confirm').isDisabled());
    await page.getByTestId('own-name').press('Enter');
    await press(page, 'new-facts');
    await page.locator(`[data-testid="fact-key"][data-spki="${other}"]`).waitFor();
    assert.equal((await sent(page, 'confirm')).length, 0);
    await press(page, 'confirm');
    await page.waitForFunction(() => lab.sent.some((each) => each.type === 'confirm'));
    assert.equal((await sent(page, 'confirm'))[0].spkiSha256, other);
  }));

  test('ConfirmChanged_FromTheHost_ShowsTheNewFacts', () => withDevice(gallery.unconfirmed(), { answers: { confirm: { type: 'error', code: 'confirm-changed', message: 'x', parameters: { state: 'unconfirmed' } } } }, async (page) => {
    await toConsent(page);
    await page.evaluate((spki) => { lab.scenario.devices[0].verdict.certificate.spkiSha256 = spki; }, other);
    await press(page, 'confirm');
    await page.locator('[data-testid="notice"][data-code="confirm-changed"]').waitFor();
    await page.locator(`[data-testid="fact-key"][data-spki="${other}"]`).waitFor();
  }));

  test('ConfirmChanged_ToAMismatch_ShowsTheDeviceInRed', () => withDevice(gallery.unconfirmed(), { answers: { confirm: { type: 'error', code: 'confirm-changed', message: 'x', parameters: { state: 'mismatch' } } } }, async (page) => {
    await toConsent(page);
    await page.evaluate((told) => { lab.scenario.devices = [told]; }, { ...gallery.unconfirmed(), verdict: gallery.mismatch().verdict });
    await press(page, 'confirm');
    await page.locator('[data-testid="notice"][data-code="confirm-changed"]').waitFor();
    await page.evaluate((told) => lab.event('updated', told), { ...gallery.unconfirmed(), verdict: gallery.mismatch().verdict });
    await page.locator('[data-testid="device"][data-tone="red"]').waitFor();
  }));

  test('Weak_BeforeEverythingIsAccepted_CannotBeConfirmed', () => withDevice(gallery['caution-both'](), {}, async (page) => {
    await toConsent(page);
    const confirm = page.getByTestId('confirm');
    assert.ok(await confirm.isDisabled());
    assert.doesNotMatch(await confirm.getAttribute('class'), /primary/);
    await page.locator('[data-weakness="shared-name"]').check();
    assert.ok(await confirm.isDisabled());
    await page.locator('[data-weakness="long-lived"]').check();
    await page.getByTestId('own-name').press('Enter');
    await page.waitForTimeout(200);
    assert.equal((await sent(page, 'confirm')).length, 0, 'Enter is not a confirmation of a weak one');
    await confirm.click();
    await page.waitForFunction(() => lab.sent.some((each) => each.type === 'confirm'));
    assert.deepEqual((await sent(page, 'confirm'))[0].accept, ['long-lived', 'shared-name']);
  }));

  for (const name of ['caution-look-alike', 'caution-too-long']) {
    test(`Confirm_Of_${name}_IsNotOfferedAndSaysWhy`, () => withDevice(gallery[name](), {}, async (page) => {
      assert.equal(await page.getByTestId('consent').count(), 0);
      assert.match(await page.getByTestId('recheck').getAttribute('class'), /primary/);
      assert.match(await page.getByTestId('problems').textContent(), /It cannot be confirmed/);
      await press(page, 'recheck');
      await page.waitForFunction(() => lab.sent.filter((each) => each.type === 'preflight').length === 2);
    }));

    test(`NewFacts_That_Are_${name}_LeadBackToTheDevice`, () => withDevice(gallery.unconfirmed(), {}, async (page) => {
      await toConsent(page);
      const { verdict: now } = gallery[name]();
      now.certificate.spkiSha256 = other;
      await page.evaluate((told) => lab.event('updated', told), { ...gallery.unconfirmed(), verdict: now });
      await press(page, 'new-facts');
      await page.locator('[data-testid="device"][data-state="caution"]').waitFor();
      assert.equal(await page.getByTestId('consent').count(), 0);
      assert.equal((await sent(page, 'confirm')).length, 0);
    }));
  }

  test('NewKey_OfAConfirmedDevice_CanBeConfirmedAgain', () => {
    const mine = gallery['caution-key-changed']();
    return withDevice(mine, {}, async (page) => {
      await toConsent(page);
      assert.deepEqual([await page.getByTestId('own-name').inputValue(), await page.getByTestId('fact-key').getAttribute('data-spki')], ['Cellar heating', certificate(mine.cname, { spkiSha256: other }).spkiSha256]);
      assert.doesNotMatch(await page.getByTestId('confirm').getAttribute('class'), /primary/);
    });
  });
});
