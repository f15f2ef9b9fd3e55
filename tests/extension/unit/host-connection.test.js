import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { HostConnection, HostError } from '../../../extension/platform/host-connection.js';
import { FakeClock, FakePorts, settled } from '../kit/host.js';
import { device } from '../kit/devices.js';

function begin() {
  const clock = new FakeClock();
  const ports = new FakePorts();
  const told = { ready: [], watched: [], lost: [] };
  const host = new HostConnection(ports.open, clock, { ready: (welcome) => told.ready.push(welcome), watched: (reply) => told.watched.push(reply), lost: (loss) => told.lost.push(loss) }, () => 0.5);
  host.connect();
  return { clock, ports, told, host };
}

const welcome = (id, more = {}) => ({ type: 'welcome', id, version: '0.1.0', protocol: 1, capabilities: [], ...more });

async function greeted() {
  const all = begin();
  all.ports.reply(welcome(all.ports.sent('hello').id));
  await settled();
  all.ports.reply({ type: 'watching', id: all.ports.sent('watch').id, network: { interfaces: ['eth0'] } });
  await settled();
  return all;
}

const failed = (promise) => promise.then(() => assert.fail('it did not fail'), (error) => error);

describe('the handshake', () => {
  test('Connect_First_SaysHelloWithItsVersions', () => {
    const { ports } = begin();
    assert.deepEqual(ports.last.sent, [{ type: 'hello', protocol: { min: 1, max: 1 }, id: 1 }]);
  });

  test('Welcome_Then_Watches', async () => {
    const { told } = await greeted();
    assert.equal(told.ready[0].version, '0.1.0');
    assert.deepEqual(told.watched[0].network, { interfaces: ['eth0'] });
  });

  for (const code of ['host-too-old', 'host-too-new', 'invalid-configuration', 'trust-store-corrupt']) {
    test(`Hello_RefusedWith_${code}_IsTold`, async () => {
      const { ports, told } = begin();
      ports.reply({ type: 'error', id: 1, code, message: 'x', parameters: { version: '9.0.0' } });
      await settled();
      assert.deepEqual(told.lost, [{ code, parameters: { version: '9.0.0' } }]);
      assert.ok(ports.last.closed);
    });
  }

  for (const [protocol, code] of [[0, 'host-too-old'], [2, 'host-too-new']]) {
    test(`Welcome_WithProtocol${protocol}_Is_${code}`, async () => {
      const { ports, told } = begin();
      ports.reply(welcome(1, { protocol }));
      await settled();
      assert.equal(told.lost[0].code, code);
    });
  }

  test('Hello_Unanswered_IsSilent', async () => {
    const { clock, told } = begin();
    clock.wind(8000);
    await settled();
    assert.equal(told.lost[0].code, 'host-silent');
  });

  test('Watch_Refused_IsTold', async () => {
    const { ports, told } = begin();
    ports.reply(welcome(1));
    await settled();
    ports.reply({ type: 'error', id: ports.sent('watch').id, code: 'trust-store-newer', message: 'x', parameters: { path: 'p' } });
    assert.deepEqual(told.lost, [{ code: 'trust-store-newer', parameters: { path: 'p' } }]);
  });
});

describe('requests', () => {
  test('Replies_OutOfOrder_ReachTheirAskers', async () => {
    const { host, ports } = await greeted();
    const one = host.ask({ type: 'verify', device: 'a' });
    const two = host.ask({ type: 'verify', device: 'b' });
    const [first, second] = ports.last.sent.filter((each) => each.type === 'verify');
    ports.reply({ type: 'verified', id: second.id, device: device('B') });
    ports.reply({ type: 'verified', id: first.id, device: device('A') });
    assert.deepEqual([(await one).device.deviceName, (await two).device.deviceName], ['A', 'B']);
  });

  test('Steps_BeforeTheEnd_AreTold', async () => {
    const { host, ports } = await greeted();
    const steps = [];
    const asked = host.ask({ type: 'preflight', device: 'a', origin: null }, { onStep: (step) => steps.push(step.step) });
    const { id } = ports.sent('preflight');
    ports.reply({ type: 'step', id, step: 'verdict', state: 'running', finding: null });
    ports.reply({ type: 'preflight', id, passed: true, device: device('A') });
    assert.equal((await asked).passed, true);
    assert.deepEqual(steps, ['verdict']);
  });

  test('Error_Reply_IsThrownWithItsParameters', async () => {
    const { host, ports } = await greeted();
    const asked = failed(host.ask({ type: 'rescan' }));
    ports.reply({ type: 'error', id: ports.sent('rescan').id, code: 'busy', message: 'x', parameters: { a: 'b' } });
    const error = await asked;
    assert.ok(error instanceof HostError);
    assert.deepEqual([error.code, error.parameters], ['busy', { a: 'b' }]);
  });

  test('TimeOut_Passed_CancelsAndFails', async () => {
    const { host, ports, clock } = await greeted();
    const asked = failed(host.ask({ type: 'rescan' }));
    const { id } = ports.sent('rescan');
    clock.wind(20_000);
    assert.equal((await asked).code, 'timed-out');
    assert.equal(ports.sent('cancel').target, id);
    ports.reply({ type: 'done', id });
  });

  test('Abort_WhileRunning_HasTheHostEndIt', async () => {
    const { host, ports } = await greeted();
    const end = new AbortController();
    const asked = failed(host.ask({ type: 'preflight', device: 'a', origin: null }, { signal: end.signal }));
    const { id } = ports.sent('preflight');
    end.abort();
    assert.equal(ports.sent('cancel').target, id);
    ports.reply({ type: 'error', id, code: 'cancelled', message: 'x', parameters: {} });
    assert.equal((await asked).code, 'cancelled');
  });

  test('PortLost_OpenRequests_Fail', async () => {
    const { host, ports } = await greeted();
    const asked = failed(host.ask({ type: 'rescan' }));
    ports.last.listener.closed('Native host has exited.');
    assert.equal((await asked).code, 'host-gone');
    assert.equal((await failed(host.ask({ type: 'rescan' }))).code, 'host-gone');
  });

  test('Reply_ToNobody_IsIgnored', async () => {
    const { ports, told } = await greeted();
    ports.reply({ type: 'done', id: 4711 });
    ports.reply({ type: 'error', id: null, code: 'internal', message: 'x', parameters: {} });
    assert.equal(told.lost.length, 0);
  });

  test('Reply_OfANewType_IsIgnored', async () => {
    const { ports, told } = await greeted();
    ports.reply({ type: 'weather', id: 2, degrees: 20 });
    assert.equal(told.lost.length, 0);
  });

  for (const message of [null, 7, 'x', [], {}, { type: 'done' }, { type: 'device', id: 2, change: 'added', device: {} }]) {
    test(`Reply_${JSON.stringify(message)}_EndsTheConnection`, async () => {
      const { ports, told } = await greeted();
      ports.reply(message);
      assert.deepEqual(told.lost, [{ code: 'invalid-reply', parameters: {} }]);
      assert.ok(ports.last.closed);
    });
  }
});

describe('coming back', () => {
  const close = (ports) => ports.last.listener.closed('Native host has exited.');

  test('PortLost_Again_WaitsLongerEachTime', () => {
    const { clock, ports } = begin();
    const waits = [];
    for (let loss = 0; loss < 8; loss++) {
      close(ports);
      waits.push(clock.waiting[0]);
      clock.wind(clock.waiting[0]);
    }
    assert.deepEqual(waits, [250, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    assert.equal(ports.opened.length, 9);
  });

  test('Connected_ForAWhile_StartsAnew', async () => {
    const { clock, ports } = begin();
    close(ports);
    clock.wind(250);
    ports.reply(welcome(ports.sent('hello').id));
    await settled();
    ports.reply({ type: 'watching', id: ports.sent('watch').id, network: { interfaces: [] } });
    await settled();
    clock.wind(10_000);
    close(ports);
    assert.equal(clock.waiting[0], 250);
  });

  test('PortRefused_AtOnce_IsTriedAgain', () => {
    const clock = new FakeClock();
    const ports = new FakePorts();
    ports.refusal = 'Specified native messaging host not found.';
    const lost = [];
    new HostConnection(ports.open, clock, { ready: assert.fail, watched: assert.fail, lost: (loss) => lost.push(loss) }, () => 0.5).connect();
    assert.deepEqual(lost, [{ port: 'Specified native messaging host not found.' }]);
    ports.refusal = null;
    clock.wind(250);
    assert.equal(ports.opened.length, 1);
  });

  test('OldPort_SpeakingLate_IsNotHeard', async () => {
    const { clock, ports, told } = await greeted();
    const old = ports.last;
    close(ports);
    clock.wind(250);
    old.listener.message({ type: 'device', id: 2, change: 'added', device: device('Ghost') });
    old.listener.closed('late');
    assert.equal(told.watched.length, 1);
    assert.equal(told.lost.length, 1);
  });

  test('Closed_OnPurpose_StaysClosed', async () => {
    const { host, clock, ports, told } = await greeted();
    host.close();
    clock.wind(60_000);
    assert.deepEqual([ports.opened.length, ports.last.closed, told.lost.length], [1, true, 0]);
  });

  test('Connect_WhileConnected_OpensNoSecondPort', async () => {
    const { host, ports } = await greeted();
    host.connect();
    assert.equal(ports.opened.length, 1);
  });
});
