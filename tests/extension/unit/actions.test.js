import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { addressOf, pageActions, rowAction } from '../../../extension/domain/actions.js';
import { confirmRequest, factsOf, isUnchanged, isWeak, nameProblem, offerOf } from '../../../extension/domain/consent.js';
import { noDevices, withDevice } from '../../../extension/domain/device-list.js';
import { evidenceOf } from '../../../extension/domain/evidence.js';
import { shown } from '../../../extension/domain/verdict.js';
import { messagesOf } from '../kit/messages.js';
import { certificate, device, gallery, other, pinned, verified } from '../kit/devices.js';

const now = { wall: Date.now(), steady: 5000 };
const shownOf = (each) => shown(withDevice(noDevices, each, now).get(each.key), now);
const both = (name) => {
  const each = gallery[name]();
  return [each, shownOf(each)];
};

describe('what may be done', () => {
  for (const name of Object.keys(gallery)) {
    test(`Open_${name}_OnlyWhereNothingIsWrong`, () => {
      const [each, what] = both(name);
      const { primary, others } = pageActions(each, what);
      const may = ['green', 'neutral'].includes(what.tone) || ['caution-long', 'caution-both', 'caution-key-changed', 'caution-too-long'].includes(name);
      assert.equal([primary, ...others].includes('open'), may);
      assert.equal(primary === 'open', what.tone === 'green');
      assert.equal(others.includes('forget'), each.trusted !== null);
      if (what.tone === 'red') assert.equal(rowAction(each, what), 'why');
    });
  }

  test('Row_ByState_HasItsButton', () => {
    const action = (name) => rowAction(...both(name));
    assert.deepEqual(['verified', 'unconfirmed', 'caution-long', 'caution-look-alike', 'caution-too-long', 'untrusted', 'stale', 'mismatch-own'].map(action), ['open', 'consent', 'consent', 'why', 'why', 'details', 'details', 'why']);
  });

  for (const name of ['caution-look-alike', 'caution-too-long']) {
    test(`Page_${name}_OffersToCheckAgainAndSaysWhyItCannotBeConfirmed`, () => {
      const [each, what] = both(name);
      const { primary, others } = pageActions(each, what);
      assert.deepEqual([primary, others.includes('consent')], ['recheck', false]);
      const [{ proof }] = evidenceOf(each, what).problems;
      for (const [locale, words] of [['en', 'It cannot be confirmed'], ['de', 'Es kann nicht bestätigt werden']]) assert.ok(messagesOf(locale)[proof.key].message.includes(words));
    });
  }

  for (const url of ['http://lamp.example.com/', 'https://evil.example.com/', 'https://lamp.example.com.evil.net/', 'https://user@lamp.example.com/', 'javascript:alert(1)', 'file:///etc/passwd', 'lamp', '', null]) {
    test(`Address_${url}_IsNotOpened`, () => {
      const lamp = verified('Lamp', { cname: 'lamp.example.com', url });
      assert.equal(addressOf(lamp, shownOf(lamp)), null);
    });
  }

  test('Address_WithPort_IsOpened', () => {
    const lamp = verified('Lamp', { cname: 'lamp.example.com', url: 'https://lamp.example.com:8443/' });
    assert.equal(addressOf(lamp, shownOf(lamp)), 'https://lamp.example.com:8443/');
  });
});

describe('consent', () => {
  const offered = Object.keys(gallery).filter((name) => offerOf(...both(name)) !== null);

  test('Offer_ByState_OnlyWhereAllPassesOrIsWeak', () => {
    assert.deepEqual(offered, ['unconfirmed', 'caution-long', 'caution-both', 'caution-too-long', 'caution-look-alike', 'caution-key-changed', 'bidi']);
  });

  test('LookAlikeAndTooLong_Offered_AreRefusedWithTheReason', () => {
    assert.equal(offerOf(...both('caution-look-alike')).refusal.code, 'looks-like-trusted');
    assert.equal(offerOf(...both('caution-too-long')).refusal.code, 'too-long-lived');
  });

  test('Weak_Offered_AsksForEachWeakness', () => {
    const offer = offerOf(...both('caution-both'));
    assert.deepEqual(offer.weaknesses.map((each) => each.weakness), ['long-lived', 'shared-name']);
    assert.ok(isWeak(offer));
    assert.ok(isWeak(offerOf(...both('caution-key-changed'))));
    assert.ok(!isWeak(offerOf(...both('unconfirmed'))));
  });

  test('Offer_WithAReasonItDoesNotKnow_IsNone', () => {
    const [each, what] = both('caution-long');
    assert.equal(offerOf(each, { ...what, reasons: [...what.reasons, { code: 'self-signed', parameters: {} }] }), null);
  });

  test('Request_Confirm_CarriesWhatWasDisplayed', () => {
    const lamp = device('Lamp', { cname: 'lamp.example.com' });
    assert.deepEqual(confirmRequest(factsOf(lamp), '  Lämpchen ', ['long-lived']), { type: 'confirm', device: 'lamp.example.com', cname: 'lamp.example.com', spkiSha256: pinned, name: 'Lämpchen', accept: ['long-lived'] });
  });

  test('Facts_AnotherKeyByNow_AreChanged', () => {
    const lamp = device('Lamp', { cname: 'lamp.example.com' });
    const swapped = { ...lamp, verdict: { ...lamp.verdict, certificate: certificate('lamp.example.com', { spkiSha256: other }) } };
    assert.ok(isUnchanged(factsOf(lamp), lamp));
    assert.ok(!isUnchanged(factsOf(lamp), swapped));
  });

  test('Name_Given_IsHeldAgainstItsBounds', () => {
    assert.deepEqual(['  ', '\u202e', 'x', 'x'.repeat(63), 'x'.repeat(64), '💡'.repeat(31), '💡'.repeat(32)].map(nameProblem), ['empty', 'empty', null, null, 'long', null, 'long']);
  });
});

describe('evidence', () => {
  for (const name of Object.keys(gallery)) {
    test(`Evidence_${name}_TellsEachThingOnceAndEveryProblem`, () => {
      const { problems, known } = evidenceOf(...both(name));
      const [, { tone, state, reasons }] = both(name);
      const ids = [...problems, ...known].map((each) => each.id);
      assert.equal(new Set(ids).size, ids.length, ids.join());
      assert.equal(problems.length, ['verified', 'unconfirmed'].includes(state) ? 0 : Math.max(1, reasons.length) + (name === 'not-yet-valid' ? 1 : 0));
      assert.equal(problems[0]?.mark, { red: 'failed', amber: 'weak', grey: 'open' }[tone]);
      assert.ok(known.every((each) => !['failed', 'weak'].includes(each.mark)));
    });
  }
});
