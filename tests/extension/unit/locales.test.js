import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';

import { preflightSteps, errorCodes, findingCodes, verdictStates, weaknesses } from '../../../extension/protocol/codes.js';
import { rules } from '../../../extension/domain/findings.js';
import { failureCodes } from '../../../extension/domain/failures.js';
import { keyOf } from '../../../extension/domain/text.js';
import { messagesOf } from '../kit/messages.js';

const extension = new URL('../../../extension/', import.meta.url);
const locales = readdirSync(new URL('_locales/', extension));
const scripts = readdirSync(extension, { recursive: true }).filter((file) => file.endsWith('.js') && !file.startsWith('protocol/'));
const source = scripts.map((file) => readFileSync(new URL(file, extension), 'utf8')).join('\n');
const manifest = readFileSync(new URL('manifest.json', extension), 'utf8');
const en = messagesOf('en');

const states = [...verdictStates, 'unknown'];
const wordOf = { reason: ['row', 'why'], note: ['why'], step: ['step'] };
const actions = ['open', 'consent', 'details', 'why', 'recheck', 'rename', 'forget'];
const weakStates = states.filter((state) => state !== 'verified' && state !== 'unconfirmed');

/** The keys that are put together from a code at run time. */
const composed = [
  ...Object.entries(rules).flatMap(([code, { use, remedy }]) => [...wordOf[use], ...(remedy ? ['do'] : [])].map((form) => `${form}_${keyOf(code)}`)),
  ...['row', 'why', 'step'].map((form) => `${form}_unknown`),
  ...states.flatMap((state) => [`row_state_${state}`, `hero_${state}`]),
  ...weakStates.flatMap((state) => [`why_state_${state}`, `do_state_${state}`]),
  ...['verified', 'red', 'caution', 'other'].map((which) => `hero_own_${which}`),
  ...[...errorCodes, 'host-gone', 'unknown'].map((code) => `error_${keyOf(code)}`),
  ...failureCodes.flatMap((code) => [`failure_${keyOf(code)}`, `failure_${keyOf(code)}_title`]),
  ...preflightSteps.map((step) => `preflight_${keyOf(step)}`),
  ...['running', 'passed', 'failed'].map((outcome) => `preflight_${outcome}`),
  ...['waiting', 'running', 'passed', 'noted', 'failed'].map((state) => `step_state_${state}`),
  ...['failed', 'weak', 'open', 'passed', 'noted'].map((mark) => `mark_${mark}`),
  ...actions.map((action) => `action_${action}`),
  ...weaknesses.map((weakness) => `accept_${keyOf(weakness)}`),
  ...['name-not-found', 'name-elsewhere'].map((code) => `hint_${keyOf(code)}`),
  ...['yours', 'others'].map((group) => `group_${group}`),
  ...['empty', 'long'].map((problem) => `name_${problem}`),
  ...['power', 'network', 'speaks', 'firewall', 'command'].flatMap((help) => [`help_${help}`, `help_${help}_title`]),
  'failure_invalid_configuration_line', 'failure_invalid_configuration_file', 'failure_host_not_found_hint', 'failure_nothing_found_hint',
];
// Any quoted word that could be a key is one, if it is in the table; what stands in text(…) or message(…) must be.
const named = [...source.matchAll(/\b(?:text|message)\('([a-zA-Z]\w*)'/g), ...manifest.matchAll(/__MSG_(\w+)__/g)].map((match) => match[1]);
const quoted = new Set([...source.matchAll(/'([a-zA-Z]\w*)'/g)].map((match) => match[1]));

describe('the texts', () => {
  test('Locales_There_AreEnglishAndGerman', () => assert.deepEqual(locales.sort(), ['de', 'en']));

  for (const locale of locales) {
    const messages = messagesOf(locale);
    test(`Texts_${locale}_HaveEveryKeyThatIsUsed`, () => assert.deepEqual([...named, ...composed].filter((key) => !messages[key]?.message), []));
    test(`Texts_${locale}_HaveTheKeysOfEnglish`, () => assert.deepEqual(Object.keys(messages), Object.keys(en)));
    test(`Texts_${locale}_TakeTheValuesOfEnglish`, () => {
      const places = (message) => [...new Set(message.match(/\$\d/g))].sort().join();
      assert.deepEqual(Object.keys(messages).filter((key) => places(messages[key].message) !== places(en[key].message) && !key.endsWith('_one')), []);
    });
    test(`Texts_${locale}_NameItsOwnLocale`, () => assert.equal(messages.locale.message, locale));
  }

  test('Texts_Nobody_Uses_AreNotThere', () => {
    const used = new Set([...named, ...composed, ...quoted]);
    assert.deepEqual(Object.keys(en).filter((key) => !used.has(key) && !(key.endsWith('_one') && used.has(key.slice(0, -4)))), []);
  });

  test('Findings_OfTheHost_AreAllKnown', () => assert.deepEqual(Object.keys(rules).sort(), [...findingCodes].sort()));

  test('FailureTitles_English_AreFiveWords', () => {
    assert.deepEqual(failureCodes.map((code) => en[`failure_${keyOf(code)}_title`].message).filter((title) => title.split(' ').length !== 5), []);
  });

  test('Words_ForPeople_AreNotTechnical', () => {
    const jargon = /native (messaging )?host|\bSAN\b|\bSRV\b|\bTXT\b|\bCNAME\b|localhost/;
    assert.deepEqual(Object.entries(en).filter(([, { message }]) => jargon.test(message)).map(([key]) => key), []);
  });
});
