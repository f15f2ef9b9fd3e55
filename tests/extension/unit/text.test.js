import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { clean, grouped, name, splitName, text } from '../../../extension/domain/text.js';
import { translator } from '../../../extension/picker/translate.js';
import { messagesOf } from '../kit/messages.js';

const wall = Date.UTC(2026, 4, 3, 12);
const speaker = (locale) => {
  const messages = messagesOf(locale);
  return translator((key, values = []) => (messages[key]?.message ?? '').replace(/\$(\d)/g, (_, index) => values[index - 1] ?? ''), () => wall);
};
const en = speaker('en');

describe('names from the network', () => {
  test('Clean_Controls_AreGone', () => assert.equal(clean('a\u0000b\u202Ec\u2066d\u200Fe\nf\u{E0041}'), 'a b c d e f'));
  test('Clean_EmojiAndScripts_Stay', () => assert.equal(clean('👩‍🔧 نا‌مه "x" ❤️'), '👩‍🔧 نا‌مه "x" ❤️'));
  test('Clean_LoneSurrogate_IsReplaced', () => assert.ok(clean('a\uD800').isWellFormed()));
  test('Clean_VeryLong_IsCutBetweenCharacters', () => {
    const cut = clean('💡'.repeat(5000));
    assert.ok(Array.from(cut).length === 120 && cut.isWellFormed() && cut.endsWith('…'));
  });

  for (const [cname, start, end] of [
    ['13ab-7c34-23be-device.home.localhost', '13ab-7c34-23be-device.', 'home.localhost'],
    ['13ab-7c34-23be.attic.example.com', '13ab-7c34-23be.attic.', 'example.com'],
    ['printer.lan', 'printer.', 'lan'],
    ['nas.an-estate-with-a-long-name.example', 'nas.an-estate-with-a-long-name.', 'example'],
    [`nas.${'x'.repeat(63)}`, `nas.${'x'.repeat(43)}`, 'x'.repeat(20)],
    ['a.b', 'a.', 'b'],
    ['a', 'a', ''],
    ['', '', ''],
  ]) {
    test(`Split_${cname.slice(0, 40)}_KeepsItsLastLabelsWhole`, () => assert.deepEqual(splitName(cname), { start, end }));
  }

  test('Fingerprint_Grouped_IsInFours', () => assert.equal(grouped('aabbccddee'), 'aabb ccdd ee'));
});

describe('translation', () => {
  test('Name_InASentence_IsIsolated', () => assert.equal(en(text('row_looks_like_trusted', name('مصباح'))), 'Name looks like your \u2068مصباح\u2069'));
  test('Name_WithAPlaceholder_StaysWhatItIs', () => assert.equal(en(text('row_looks_like_trusted', name('$1 $2'))), 'Name looks like your \u2068$1 $2\u2069'));
  test('Count_OneAndMany_HaveTheirForms', () => assert.deepEqual([1, 7].map((count) => en(text('count', count))), ['Searching · 1 device', 'Searching · 7 devices']));
  test('Ago_ByDistance_HasItsUnit', () => {
    const ago = (ms) => en(text('row_check_too_old', { ago: wall - ms }));
    assert.deepEqual([0, 2000, 240_000, 7_200_000, 172_800_000, -90_000].map(ago), ['now', '2 seconds ago', '4 minutes ago', '2 hours ago', '2 days ago', 'in 2 minutes'].map((words) => `Last checked ${words}`));
  });
  test('Day_ThisYearAndAnother_IsWritten', () => assert.deepEqual([wall, Date.UTC(2024, 0, 31, 12)].map((day) => en(text('evidence_same_key', { day }))), ['Same key since May 3', 'Same key since January 31, 2024']));
  test('Span_ByLength_HasItsUnit', () => assert.deepEqual([3 * 86_400_000, 86_400_000, 90 * 60_000].map((span) => en(text('evidence_short_term', { span }))), ['Short-term: 3 days', 'Short-term: 24 hours', 'Short-term: 90 minutes']));
  test('German_Dates_AreGerman', () => assert.equal(speaker('de')(text('evidence_same_key', { day: wall })), 'Derselbe Schlüssel seit 3. Mai'));
});
