import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { failure, failureShown, fromLostPort, isGeneral } from '../../../extension/domain/failures.js';
import { broken, ended, lookupProblem, notStarted, sentence, withStep } from '../../../extension/domain/preflight.js';
import { changes, told } from '../../../extension/domain/announcements.js';

describe('a lost port', () => {
  const words = {
    'Specified native messaging host not found.': 'host-not-found',
    'Access to the specified native messaging host is forbidden.': 'host-forbidden',
    'Native host has exited.': 'host-crashed',
    'Error when communicating with the native messaging host.': 'host-crashed',
    'Failed to start native messaging host.': 'host-cannot-start',
    'No such native application org.localhttps.host': 'host-not-found',
    'An unexpected error occurred': 'host-crashed',
  };
  for (const [message, code] of Object.entries(words)) test(`Words_"${message}"_Mean_${code}`, () => assert.equal(fromLostPort(message).code, code));
  test('NoWords_AtAll_MeanACrash', () => assert.equal(fromLostPort(null).code, 'host-crashed'));
});

describe('the remedy', () => {
  const command = (code, parameters, id = 'extension@localhttps.org') => failureShown(failure(code, parameters), id).command;
  test('Forbidden_Command_NamesThisExtension', () => assert.equal(command('host-forbidden'), 'localhttps install --extension-id extension@localhttps.org'));
  test('Forbidden_StrangeId_IsNotPutIntoACommand', () => assert.equal(command('host-forbidden', {}, 'x; rm -rf ~'), 'localhttps install'));
  test('Corrupt_PlainPath_IsMovedAside', () => assert.equal(command('trust-store-corrupt', { path: '/data/my store/trust.json' }), "mv '/data/my store/trust.json' '/data/my store/trust.json.damaged'"));
  test('Corrupt_WindowsPath_IsMovedAside', () => assert.equal(command('trust-store-corrupt', { path: 'C:\\Data\\trust.json' }), 'move "C:\\Data\\trust.json" "C:\\Data\\trust.json.damaged"'));
  for (const path of ["/x'; rm -rf ~; '", '/x\n/y', '$(id)', '`id`', '', '-rf']) test(`Corrupt_Path_${JSON.stringify(path)}_IsNotPutIntoACommand`, () => assert.equal(command('trust-store-corrupt', { path }), 'localhttps doctor'));
  for (const [parameters, expected] of [[{ line: '2', key: 'interfaces' }, ''], [{ line: '2', key: '' }, '_line'], [{ line: '', key: '' }, '_file']]) {
    test(`Configuration_FaultAt_${JSON.stringify(parameters)}_TellsWhatIsKnown`, () => assert.equal(failureShown(failure('invalid-configuration', { path: '/c', ...parameters }), 'x').sentence.key, `failure_invalid_configuration${expected}`));
  }
  test('Unknown_Code_HasTheGeneralPage', () => {
    const page = failureShown(failure('brand-new'), 'x');
    assert.deepEqual([page.code, page.title.key], ['brand-new', 'failure_internal_title']);
  });
  test('General_ByCode_StopsEverythingOrOneRequest', () => assert.deepEqual(['trust-store-corrupt', 'invalid-configuration', 'internal', 'confirm-changed', 'busy'].map(isGeneral), [true, true, false, false, false]));
});

describe('the pre-flight', () => {
  const step = (name, state, code = null) => ({ type: 'step', id: 1, step: name, state, finding: code === null ? null : { code, parameters: {} } });
  const run = (...events) => events.reduce(withStep, notStarted('https://app.example.com'));

  test('Steps_InAnyOrder_KeepTheirPlaces', () => {
    assert.deepEqual(run(step('origin', 'noted'), step('verdict', 'passed', 'verdict-passed')).steps.map((each) => [each.step, each.state]), [['verdict', 'passed'], ['device-name', 'waiting'], ['name-lookup', 'waiting'], ['origin', 'noted']]);
  });
  test('Steps_WithoutAWebApp_HaveNoneForIt', () => {
    const shown = withStep(notStarted(null), step('origin', 'noted'));
    assert.deepEqual(shown.steps.map((each) => each.step), ['verdict', 'device-name', 'name-lookup']);
  });
  test('Step_Unknown_IsIgnored', () => assert.deepEqual(run(step('magic', 'failed')), run()));
  test('Step_PassedByAnUnknownCode_IsOnlyANote', () => assert.equal(run(step('verdict', 'passed', 'brand-new')).steps[0].state, 'noted'));
  test('Outcome_PassedWithAStepThatDidNot_IsFailed', () => {
    const all = [step('verdict', 'passed'), step('device-name', 'noted'), step('name-lookup', 'noted')];
    assert.equal(ended(run(...all, step('origin', 'noted')), { passed: true }).outcome, 'passed');
    assert.equal(ended(run(...all), { passed: true }).outcome, 'failed');
    assert.equal(ended(run(...all, step('origin', 'failed')), { passed: true }).outcome, 'failed');
    assert.equal(ended(run(...all, step('origin', 'noted')), { passed: false }).outcome, 'failed');
  });
  test('Broken_WhileRunning_LeavesNothingRunning', () => assert.deepEqual(broken(run(step('verdict', 'running')), 'timed-out').steps.map((each) => each.state), ['waiting', 'waiting', 'waiting', 'waiting']));
  test('Lookup_NotFound_IsAProblem', () => {
    assert.equal(lookupProblem(run(step('name-lookup', 'noted', 'name-not-found'))), 'name-not-found');
    assert.equal(lookupProblem(run(step('name-lookup', 'passed', 'name-found'))), null);
  });
  test('Sentence_WithoutFinding_SaysWhatTheStepIs', () => assert.equal(sentence(run().steps[2]).key, 'preflight_name_lookup'));
});

describe('announcements', () => {
  const row = (key, state, tone, more = {}) => ({ key, name: key, state, tone, line: { key: 'x', values: [] }, cname: null, gone: false, ...more });
  const before = told([row('a', 'unconfirmed', 'neutral')]);

  test('Nothing_Changed_SaysNothing', () => assert.deepEqual(changes(before, [row('a', 'unconfirmed', 'neutral')]), { polite: [], assertive: [] }));
  test('New_Row_IsSaidPolitely', () => assert.equal(changes(before, [row('a', 'unconfirmed', 'neutral'), row('b', 'unconfirmed', 'neutral')]).polite[0].key, 'said_new'));
  test('Red_Row_IsSaidAtOnce', () => assert.equal(changes(before, [row('a', 'mismatch', 'red')]).assertive[0].key, 'said_changed'));
  test('Gone_Row_IsSaid', () => assert.equal(changes(before, [row('a', 'stale', 'grey', { gone: true })]).polite[0].key, 'said_gone'));
  test('Flood_OfRows_IsSaidAsANumber', () => {
    const { polite } = changes(before, Array.from({ length: 30 }, (_, index) => row(`x${index}`, 'unconfirmed', 'neutral')));
    assert.deepEqual([polite.length, polite[0].key, polite[0].values[0]], [1, 'said_many', 30]);
  });
});
