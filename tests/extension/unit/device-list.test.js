import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { applyEvent, cacheGrace, demoted, dimmedFor, fromCache, mostDevices, noDevices, present, swept, toCache, withDevice, withoutUntold } from '../../../extension/domain/device-list.js';
import { arrange, frozen, matches, mostOthers } from '../../../extension/domain/layout.js';
import { device, verified } from '../kit/devices.js';

const now = { wall: Date.now(), steady: 5000 };
const later = (ms) => ({ wall: now.wall + ms, steady: now.steady + ms });
const listOf = (...devices) => devices.reduce((list, each) => withDevice(list, each, now), noDevices);
const removed = (each) => ({ type: 'device', id: 1, change: 'removed', device: each });
const names = ({ places }, list) => places.map((place) => list.get(place.key).device.deviceName);
const free = { query: '', held: null };

describe('the device list', () => {
  test('Removed_AtOnce_StaysDimmedAndThenGoes', () => {
    const lamp = device('Lamp');
    const list = applyEvent(listOf(lamp), removed(lamp), now);
    assert.equal(swept(list, later(dimmedFor - 1), new Set()).size, 1);
    assert.equal(present(list).length, 0);
    assert.equal(swept(list, later(dimmedFor), new Set()).size, 0);
    assert.equal(swept(list, later(dimmedFor), new Set([lamp.key])).size, 1);
  });

  test('Removed_AndBack_IsThere', () => {
    const lamp = device('Lamp');
    const list = withDevice(applyEvent(listOf(lamp), removed(lamp), now), lamp, later(100));
    assert.equal(list.get(lamp.key).goneAt, null);
  });

  test('Removed_Unknown_ChangesNothing', () => assert.equal(applyEvent(noDevices, removed(device('Lamp')), now), noDevices));

  test('Cache_Painted_IsNeverLive', () => {
    const cached = fromCache(toCache(listOf(verified('Lamp'))), now);
    assert.ok([...cached.values()].every((entry) => !entry.live));
  });

  test('Cache_NotTold_Goes', () => {
    const lamp = device('Lamp');
    const list = withDevice(fromCache([lamp, device('Plug')], now), lamp, later(10));
    const told = withoutUntold(list, later(cacheGrace));
    assert.deepEqual(present(told).map((entry) => entry.device.deviceName), ['Lamp']);
  });

  test('HostLost_EveryRow_IsDemoted', () => assert.ok([...demoted(listOf(verified('A'), device('B'))).values()].every((entry) => !entry.live)));

  test('Flood_OfStrangers_LeavesRoomForYours', () => {
    const flood = listOf(...Array.from({ length: mostDevices + 50 }, (_, index) => device(`x${index}`, { cname: `x${index}.example.com` })));
    assert.equal(flood.size, mostDevices);
    assert.equal(withDevice(flood, verified('Mine'), now).size, mostDevices + 1);
  });
});

describe('the order of the rows', () => {
  const list = listOf(device('Zebra'), device('alpha 10'), device('Alpha 2'), verified('Yours B'), verified('Yours A'));

  test('Groups_YoursFirst_EachByName', () => {
    assert.deepEqual(names(arrange([], list, free), list), ['Yours A', 'Yours B', 'Alpha 2', 'alpha 10', 'Zebra']);
  });

  test('SameNames_Twice_KeepOneOrder', () => {
    const [one, two] = [device('Lamp', { cname: 'b.example.com' }), device('Lamp', { cname: 'a.example.com' })];
    assert.deepEqual(arrange([], listOf(one, two), free), arrange([], listOf(two, one), free));
  });

  test('NewRow_AboveTheRowInHand_WaitsBelow', () => {
    const before = arrange([], list, free).places;
    const held = before[3].key;
    const grown = withDevice(list, device('Alpha 1'), now);
    const after = arrange(before, grown, { query: '', held });
    assert.deepEqual(after.places.slice(0, 4), before.slice(0, 4));
    assert.ok(names(after, grown).includes('Alpha 1'));
    assert.deepEqual(names(arrange(after.places, grown, free), grown), ['Yours A', 'Yours B', 'Alpha 1', 'Alpha 2', 'alpha 10', 'Zebra']);
  });

  test('NewOwnRow_WhileAnotherGroupIsInHand_Waits', () => {
    const before = arrange([], list, free).places;
    const grown = withDevice(list, verified('Yours C'), now);
    assert.deepEqual(arrange(before, grown, { query: '', held: before[2].key }).places.slice(0, 3), before.slice(0, 3));
    assert.ok(names(arrange(before, grown, { query: '', held: before[0].key }), grown).includes('Yours C'));
  });

  test('Confirmed_InHand_StaysInItsPlace', () => {
    const before = arrange([], list, free).places;
    const held = before[4].key;
    const confirmed = withDevice(list, verified('Zebra'), now);
    assert.deepEqual(arrange(before, confirmed, { query: '', held }).places, before);
    assert.deepEqual(names(arrange(before, confirmed, free), confirmed), ['Yours A', 'Yours B', 'Zebra', 'Alpha 2', 'alpha 10']);
  });

  test('RowInHand_Unknown_HoldsNothing', () => assert.deepEqual(frozen([{ key: 'a', group: 'yours' }], noDevices, 'b'), []));

  test('Flood_OfOthers_IsCutAndCounted', () => {
    const flood = listOf(...Array.from({ length: mostOthers + 7 }, (_, index) => device(`x${index}`, { cname: `x${index}.example.com` })));
    const { places, leftOut } = arrange([], flood, free);
    assert.deepEqual([places.length, leftOut], [mostOthers, 7]);
    assert.equal(arrange([], flood, { query: `x${mostOthers + 3}`, held: null }).leftOut, 0);
  });
});

describe('the search', () => {
  const lamp = listOf(device('Lämpchen Küche', { addresses: ['fe80::1', '10.0.0.7'] })).values().next().value;
  for (const query of ['', '  ', 'lampchen', 'KÜCHE', 'kuche lamp', '10.0.0', 'fe80', 'example.com']) test(`Query_"${query}"_Finds`, () => assert.ok(matches(lamp, query)));
  for (const query of ['garage', 'lamp garage', '.*', '(']) test(`Query_"${query}"_FindsNothing`, () => assert.ok(!matches(lamp, query)));
});
