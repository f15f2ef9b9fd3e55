// Every page and state that a person can meet, as a scenario of the fake host and the way there.

import assert from 'node:assert/strict';

import { certificate, device, finding, gallery, homeNames, sampleList, verified } from './devices.js';

const step = (name, state, code = null, parameters = {}) => ({ step: name, state, finding: code === null ? null : finding(code, parameters) });
export const passedSteps = [step('verdict', 'passed', 'verdict-passed', { state: 'verified' }), step('device-name', 'passed', 'device-name-confirmed', { name: 'IoTD-1000A' }), step('name-lookup', 'passed', 'name-found', { addresses: '192.168.1.63' })];
const neverFound = [...passedSteps.slice(0, 1), step('device-name', 'noted', 'device-name-not-served'), step('name-lookup', 'noted', 'name-not-found')];
const failedSteps = [step('verdict', 'failed', 'verdict-failed', { state: 'mismatch' }), step('device-name', 'noted', 'step-skipped'), step('name-lookup', 'noted', 'step-skipped')];
const badStates = ['expired', 'untrusted', 'mismatch', 'revoked', 'unreachable', 'stale', 'quantum'];

const openDevice = async (page) => {
  await page.getByTestId('row-main').first().click();
  await page.getByTestId('device').waitFor();
};
// The pointer leaves again: what is pressed next may come to stand under it, and would be drawn as pointed at.
const press = (testid) => async (page) => {
  await page.getByTestId(testid).click();
  await page.mouse.move(0, 0);
};
const scrollDown = async (page) => {
  const top = await page.locator('main').evaluate((main) => {
    main.scrollTo(0, 1e6);
    return main.scrollTop;
  });
  assert.ok(top > 0, 'there is more than fits');
};
const acceptAll = async (page) => {
  await page.getByTestId('accept').first().waitFor();
  for (const box of await page.getByTestId('accept').all()) await box.check();
  await page.locator('[data-testid="confirm"]:enabled').waitFor();
};

function devicePage(name) {
  const shown = gallery[name]();
  const failed = badStates.includes(shown.verdict.state);
  return { scenario: { devices: [shown], steps: failed ? failedSteps : passedSteps, passed: !failed }, steps: [openDevice] };
}

const consentOf = (name, ...more) => ({ scenario: { devices: [gallery[name]()], steps: passedSteps }, steps: [openDevice, press('consent'), async (page) => page.locator('main[data-testid="consent"]').waitFor(), ...more] });
const failureOf = (scenario) => ({ scenario, steps: [async (page) => page.getByTestId('failure').waitFor()] });
const refused = (code, parameters = {}) => ({ type: 'error', code, message: 'x', parameters });
const path = '/data/localhttps/trust.json';

/** @type {Record<string, { scenario: object, steps: ((page: import('playwright-core').Page) => Promise<unknown>)[], look?: object }>} */
export const screens = {
  'list': { scenario: { devices: sampleList() }, steps: [async (page) => { await page.getByTestId('row').nth(6).waitFor(); await page.keyboard.press('ArrowDown'); await page.keyboard.press('ArrowDown'); }] },
  'list-all-states': { scenario: { devices: Object.values(gallery).map((make, index) => ({ ...make(), key: `k${index}` })) }, steps: [async (page) => page.getByTestId('row').nth(24).waitFor()], look: { height: 1560, popup: false } },
  'list-checking': { scenario: { session: { devices: sampleList() }, silent: ['hello'] }, steps: [async (page) => page.getByTestId('row').nth(6).waitFor()] },
  'list-menu': { scenario: { devices: sampleList() }, steps: [async (page) => page.getByTestId('row').first().waitFor(), press('menu')] },
  'list-search': { scenario: { devices: sampleList() }, steps: [async (page) => page.getByTestId('row').first().waitFor(), async (page) => page.keyboard.type('kuche')] },
  'list-no-match': { scenario: { devices: sampleList() }, steps: [async (page) => page.getByTestId('row').first().waitFor(), async (page) => page.keyboard.type('garage')] },
  'list-searching': { scenario: { devices: [] }, steps: [async (page) => page.getByTestId('no-match').waitFor()] },
  'list-gone': { scenario: { devices: sampleList() }, steps: [async (page) => page.getByTestId('row').first().waitFor(), async (page) => { await page.evaluate(() => lab.event('removed', lab.scenario.devices[3])); await page.locator('[data-gone="true"]').waitFor(); }] },
  'list-narrow': { scenario: { devices: [...sampleList(), gallery.bidi(), verified('A device with a rather long name that will not fit', { cname: '13ab-7c34-23be-90fe-11d0-4c2a-a-very-long-label.devices.example.com' })] }, steps: [async (page) => page.getByTestId('row').nth(8).waitFor(), async (page) => page.keyboard.press('ArrowDown')], look: { width: 320, height: 640, popup: false } },
  'list-narrow-german': { scenario: { devices: sampleList() }, steps: [async (page) => page.getByTestId('row').nth(6).waitFor(), async (page) => page.keyboard.press('ArrowDown')], look: { width: 320, height: 640, popup: false, locale: 'de' } },
  'list-home-names': { scenario: { devices: homeNames() }, steps: [async (page) => page.getByTestId('row').nth(1).waitFor(), async (page) => page.keyboard.press('ArrowDown')] },
  'list-home-names-narrow': { scenario: { devices: homeNames() }, steps: [async (page) => page.getByTestId('row').nth(1).waitFor(), async (page) => page.keyboard.press('ArrowDown')], look: { width: 320, height: 560, popup: false } },
  'list-wide': { scenario: { devices: sampleList() }, steps: [async (page) => page.getByTestId('row').nth(6).waitFor()], look: { width: 1000, height: 700, popup: false } },
  'list-german': { scenario: { devices: sampleList() }, steps: [async (page) => page.getByTestId('row').nth(6).waitFor(), async (page) => page.keyboard.press('ArrowDown')], look: { locale: 'de' } },
  ...Object.fromEntries(Object.keys(gallery).map((name) => [`device-${name}`, devicePage(name)])),
  'device-details': { ...devicePage('verified'), steps: [openDevice, press('details-summary'), scrollDown] },
  'device-narrow': { ...devicePage('mismatch-own'), look: { width: 320, height: 640, popup: false } },
  'device-name-not-found': { scenario: { devices: [gallery.verified()], steps: neverFound }, steps: [openDevice, async (page) => page.getByTestId('lookup-hint').waitFor()] },
  'device-german': { scenario: { devices: [gallery['caution-both']()], steps: neverFound }, steps: [openDevice], look: { locale: 'de' } },
  'preflight-waiting': { scenario: { devices: [gallery.unconfirmed()], steps: [], hangPreflight: true }, steps: [openDevice] },
  'preflight-running': { scenario: { devices: [gallery.unconfirmed()], steps: [passedSteps[0], step('device-name', 'running')], hangPreflight: true }, steps: [openDevice] },
  'preflight-broken': { scenario: { devices: [gallery.unconfirmed()], answers: { preflight: refused('timed-out') } }, steps: [openDevice, async (page) => page.locator('[data-outcome="broken"]').waitFor()] },
  'consent': consentOf('unconfirmed'),
  'consent-lab-root': {
    scenario: { devices: [{ ...gallery['verified-lab-root'](), trusted: null, verdict: { ...gallery['verified-lab-root']().verdict, state: 'unconfirmed', reasons: [finding('not-confirmed')], certificate: certificate('lab-device-7c34-23be.example.com', { trust: 'lab-root', issuer: 'LocalHttps demo root', rootName: 'LocalHttps demo root' }) } }], steps: passedSteps },
    steps: [openDevice, press('consent'), async (page) => assert.ok(await page.locator('main[data-testid="consent"]').evaluate((main) => main.scrollHeight <= main.clientHeight), 'a sound device is confirmed without scrolling')],
  },
  'consent-scrolled': { ...consentOf('unconfirmed', scrollDown), look: { height: 420, popup: false } },
  'consent-bidi': consentOf('bidi'),
  'consent-empty-name': consentOf('unconfirmed', async (page) => page.getByTestId('own-name').fill('')),
  'consent-weak': consentOf('caution-both'),
  'consent-weak-accepted': consentOf('caution-both', acceptAll, scrollDown),
  'consent-weak-narrow': { ...consentOf('caution-both', scrollDown), look: { width: 320, height: 640, popup: false } },
  'consent-again': consentOf('caution-key-changed'),
  'consent-changed': consentOf('unconfirmed', async (page) => { await page.evaluate(() => { const [now] = structuredClone(lab.scenario.devices); now.verdict.certificate.spkiSha256 = '7c20'.repeat(16); lab.event('updated', now); }); await page.getByTestId('changed').waitFor(); }),
  'consent-confirm-changed': { scenario: { devices: [gallery.unconfirmed()], steps: passedSteps, answers: { confirm: refused('confirm-changed', { state: 'unconfirmed' }) } }, steps: [openDevice, press('consent'), press('confirm'), async (page) => page.getByTestId('notice').waitFor()] },
  'rename': { scenario: { devices: [gallery.verified()], steps: passedSteps }, steps: [openDevice, press('rename')] },
  'forget': { scenario: { devices: [gallery.verified()], steps: passedSteps }, steps: [openDevice, press('forget')] },
  'help': { scenario: { devices: [device('Lamp')] }, steps: [async (page) => page.getByTestId('row').first().waitFor(), press('not-listed')] },
  'failure-host-not-found': failureOf({ exit: 'Specified native messaging host not found.' }),
  'failure-host-not-found-firefox': failureOf({ exit: 'No such native application org.localhttps.host', firefox: true, extensionId: 'extension@localhttps.org' }),
  'failure-host-forbidden': failureOf({ exit: 'Access to the specified native messaging host is forbidden.' }),
  'failure-host-cannot-start': failureOf({ exit: 'Failed to start native messaging host.' }),
  'failure-host-crashed': failureOf({ exit: 'Native host has exited.' }),
  'failure-host-too-old': failureOf({ hello: refused('host-too-old', { version: '0.0.3', min: '0', max: '0' }) }),
  'failure-host-too-new': failureOf({ hello: refused('host-too-new', { version: '7.1.0', min: '5', max: '7' }) }),
  'failure-invalid-reply': failureOf({ hello: { type: 'welcome', nonsense: true } }),
  'failure-invalid-configuration': failureOf({ watch: refused('invalid-configuration', { path: '/config/localhttps/config.json', line: '12', key: 'interfaces' }) }),
  'failure-trust-store-corrupt': failureOf({ watch: refused('trust-store-corrupt', { path }) }),
  'failure-trust-store-newer': failureOf({ watch: refused('trust-store-newer', { path }) }),
  'failure-trust-store-unavailable': failureOf({ watch: refused('trust-store-unavailable', { path }) }),
  'failure-internal': failureOf({ watch: refused('internal') }),
  'failure-no-network': failureOf({ devices: [], interfaces: [] }),
  'failure-nothing-found': failureOf({ devices: [] }),
  'failure-narrow': { ...failureOf({ exit: 'Access to the specified native messaging host is forbidden.', extensionId: 'extension@localhttps.org' }), look: { width: 320, height: 560, popup: false } },
  'failure-german': { ...failureOf({ exit: 'Specified native messaging host not found.' }), look: { locale: 'de' } },
};
