import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { verdictStates } from '../../../extension/protocol/codes.js';
import { applyEvent, noDevices, withDevice } from '../../../extension/domain/device-list.js';
import { shown } from '../../../extension/domain/verdict.js';
import { at, certificate, finding, gallery, other, trusted, verdict, verified } from '../kit/devices.js';

const now = { wall: Date.now(), steady: 5000 };
const entry = (device) => withDevice(noDevices, device, now).get(device.key);
const shownOf = (device, when = now) => shown(entry(device), when);
const changed = (changes) => {
  const device = verified('Lamp');
  return { ...device, verdict: { ...device.verdict, ...changes } };
};

describe('what is shown', () => {
  test('Verified_AllProved_IsGreen', () => {
    assert.deepEqual([shownOf(verified('Lamp')).state, shownOf(verified('Lamp')).tone], ['verified', 'green']);
  });

  test('EveryState_Known_HasItsTone', () => {
    const tones = verdictStates.map((state) => shownOf(changed({ state, reasons: [finding('confirmed', {})] })).tone);
    assert.deepEqual(Object.fromEntries(verdictStates.map((state, index) => [state, tones[index]])), {
      verified: 'green', unconfirmed: 'neutral', caution: 'amber', expired: 'red', untrusted: 'red', revoked: 'red', mismatch: 'red', unreachable: 'grey', stale: 'grey',
    });
  });

  test('Untrusted_NobodysDevice_IsGrey', () => assert.equal(shownOf(gallery.untrusted()).tone, 'grey'));
  test('Untrusted_OwnDevice_IsRed', () => assert.equal(shownOf(gallery['untrusted-own']()).tone, 'red'));

  const doubts = {
    'UnknownState': changed({ state: 'super-verified' }),
    'UnknownReason': changed({ reasons: [finding('confirmed'), finding('new-code')] }),
    'UnknownNote': changed({ notes: [finding('new-note')] }),
    'CodeOfThePrototype': changed({ reasons: [finding('constructor')] }),
    'AnotherReasonThanConfirmed': changed({ reasons: [finding('long-lived', { days: '90' })] }),
    'NoTrustEntry': { ...verified('Lamp'), trusted: null },
    'TrustEntryOfAnotherName': { ...verified('Lamp'), trusted: trusted('other.example.com') },
    'AnotherKeyThanThePinned': { ...verified('Lamp'), trusted: trusted(verified('Lamp').cname, { spkiSha256: other }) },
    'NoKeyAtAll': { ...verified('Lamp'), trusted: trusted(verified('Lamp').cname, { spkiSha256: '' }), verdict: verdict('verified', [finding('confirmed')], { certificate: certificate(verified('Lamp').cname, { spkiSha256: '' }) }) },
    'NoCertificate': changed({ certificate: null }),
    'ChainNotTrusted': changed({ certificate: certificate(verified('Lamp').cname, { trust: 'none' }) }),
    'TrustOfAnUnknownKind': changed({ certificate: certificate(verified('Lamp').cname, { trust: 'friend' }) }),
    'CertificateOver': changed({ certificate: certificate(verified('Lamp').cname, { notAfter: at(-1000) }) }),
    'NoCname': { ...verified('Lamp'), cname: null },
    'NoEndOfTheVerdict': changed({ staleAt: null }),
  };
  for (const [name, device] of Object.entries(doubts)) {
    test(`Verified_${name}_IsNotGreen`, () => {
      const result = shownOf(device);
      assert.notEqual(result.tone, 'green');
      assert.ok(['unknown', 'stale'].includes(result.state), result.state);
    });
  }

  test('Verified_PastItsEnd_IsStale', () => {
    const result = shownOf(changed({ staleAt: at(1000, now.wall) }), { wall: now.wall + 1001, steady: 5001 });
    assert.deepEqual([result.state, result.reasons[0].code], ['stale', 'check-too-old']);
  });

  test('Verified_WallClockSetBack_EndsByTheSteadyOne', () => {
    assert.equal(shownOf(changed({ staleAt: at(60_000) }), { wall: now.wall - 86_400_000, steady: now.steady + 61_000 }).state, 'stale');
  });

  test('Verified_EndInTenYears_EndsAfterFiveMinutes', () => {
    assert.equal(shownOf(changed({ staleAt: at(3e11) }), { wall: now.wall, steady: now.steady + 299_000 }).state, 'verified');
    assert.equal(shownOf(changed({ staleAt: at(3e11) }), { wall: now.wall, steady: now.steady + 301_000 }).state, 'stale');
  });

  test('Mismatch_PastItsEnd_IsStale', () => assert.equal(shownOf({ ...gallery.mismatch(), verdict: { ...gallery.mismatch().verdict, staleAt: at(-1, now.wall) } }).state, 'stale'));

  test('Verified_NotFromThisHost_IsNotCheckedYet', () => {
    const result = shown({ ...entry(verified('Lamp')), live: false }, now);
    assert.deepEqual([result.state, result.tone, result.reasons[0].code], ['stale', 'grey', 'not-checked-yet']);
  });

  test('Verified_Gone_IsNotGreen', () => {
    const device = verified('Lamp');
    const list = applyEvent(withDevice(noDevices, device, now), { type: 'device', id: 1, change: 'removed', device }, now);
    assert.equal(shown(list.get(device.key), now).state, 'stale');
  });
});
