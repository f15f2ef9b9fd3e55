import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { openedEarly } from '../../../extension/platform/early-port.js';
import { HostConnection } from '../../../extension/platform/host-connection.js';
import { FakeClock, FakePorts, settled } from '../kit/host.js';

function listen() {
  const heard = [];
  return { heard, listener: { message: (message) => heard.push(message), closed: (reason) => heard.push({ reason }) } };
}

describe('a port opened early', () => {
  test('Messages_BeforeAndAfterTheListener_ComeInOrder', async () => {
    const ports = new FakePorts();
    const open = openedEarly(ports.open);
    assert.equal(ports.opened.length, 1);
    ports.reply(1);
    const { heard, listener } = listen();
    const port = open(listener);
    ports.reply(2);
    assert.deepEqual(heard, []);
    await settled();
    ports.reply(3);
    assert.deepEqual(heard, [1, 2, 3]);
    port.post('x');
    port.close();
    assert.deepEqual([ports.last.sent, ports.last.closed, ports.opened.length], [['x'], true, 1]);
  });

  test('SecondListener_OpensAPortOfItsOwn', async () => {
    const ports = new FakePorts();
    const open = openedEarly(ports.open);
    open(listen().listener);
    const { heard, listener } = listen();
    open(listener);
    assert.equal(ports.opened.length, 2);
    ports.reply('second');
    assert.deepEqual(heard, ['second']);
  });

  test('Refusal_ToOpen_IsMetByTheFirstListener', () => {
    const ports = new FakePorts();
    ports.refusal = 'no permission';
    const open = openedEarly(ports.open);
    assert.throws(() => open(listen().listener), /no permission/);
  });

  test('HostLost_BeforeThePickerIsThere_IsLostForThatReasonAndTriedAgain', async () => {
    const ports = new FakePorts();
    const refusesWhenClosed = (listener) => {
      const port = ports.open(listener);
      const state = ports.last;
      return { ...port, post: (message) => { if (state.gone) throw new Error('Attempting to use a disconnected port object'); port.post(message); } };
    };
    const open = openedEarly(refusesWhenClosed);
    ports.last.gone = true;
    ports.last.listener.closed('Specified native messaging host not found.');
    const lost = [];
    const clock = new FakeClock();
    new HostConnection(open, clock, { ready: () => {}, watched: () => {}, lost: (loss) => lost.push(loss) }, () => 0.5).connect();
    await settled();
    assert.deepEqual(lost, [{ port: 'Specified native messaging host not found.' }]);
    clock.wind(300);
    assert.equal(ports.opened.length, 2);
  });
});
