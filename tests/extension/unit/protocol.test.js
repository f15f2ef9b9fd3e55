import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';

import * as codes from '../../../extension/protocol/codes.js';
import { ProtocolError, parseReply } from '../../../extension/protocol/guards.js';

const at = (path) => new URL(`../../../${path}`, import.meta.url);
const schema = JSON.parse(readFileSync(at('extension/protocol/schema.json'), 'utf8'));
const vectors = readdirSync(at('tests/vectors'))
  .filter((name) => name.startsWith('reply-'))
  .sort()
  .map((name) => ({ name, value: JSON.parse(readFileSync(at(`tests/vectors/${name}`), 'utf8')) }));

const named = (reference) => schema.$defs[reference.slice('#/$defs/'.length)];
const resolve = (part) => (part.$ref ? named(part.$ref) : part);

/** Every place of a message that the schema knows: its path, its schema, and whether the member must be there. */
function* places(part, value, path = []) {
  const here = resolve(part.anyOf ? part.anyOf[0] : part);
  const nullable = Boolean(part.anyOf) || [here.type].flat().includes('null');
  if (path.length > 0) yield { path, type: [here.type].flat()[0], nullable, closed: 'enum' in here && !('x-known-values' in here) };
  if (value === null) return;
  for (const [name, member] of Object.entries(here.properties ?? {})) {
    if (name !== 'type' || path.length > 0) yield* places(member, value[name], [...path, name]);
  }
  if (here.items && Array.isArray(value)) {
    for (const index of value.keys()) yield* places(here.items, value[index], [...path, index]);
  }
  if (typeof here.additionalProperties === 'object') {
    for (const name of Object.keys(value)) yield* places(here.additionalProperties, value[name], [...path, name]);
  }
}

function changed(message, path, change) {
  const copy = structuredClone(message);
  const parent = path.slice(0, -1).reduce((inner, step) => inner[step], copy);
  change(parent, path.at(-1));
  return copy;
}

const schemaOf = (message) => schema.$defs.Reply.anyOf.map(resolve).find((shape) => shape.properties.type.const === message.type);

const wrong = {
  string: [1, true, {}, [], ['text']],
  integer: ['1', 1.5, true, {}, 2 ** 60],
  boolean: ['true', 0, {}, []],
  array: [{}, 'text', 1, true],
  object: [[], 'text', 1, false],
};

describe('parseReply', () => {
  test('has a vector for every reply', () => {
    const types = schema.$defs.Reply.anyOf.map((shape) => resolve(shape).properties.type.const);
    assert.deepEqual(new Set(vectors.map(({ value }) => value.type)), new Set(types));
  });

  for (const { name, value } of vectors) {
    const spots = [...places(schemaOf(value), value)];

    test(`${name} is accepted unchanged`, () => assert.deepEqual(parseReply(value), value));

    test(`${name} is refused without any of its members`, () => {
      for (const { path } of spots.filter(({ path }) => schemaRequires(value, path))) {
        const broken = changed(value, path, (parent, key) => delete parent[key]);
        assert.throws(() => parseReply(broken), ProtocolError, `without ${path.join('.')}`);
      }
    });

    test(`${name} is refused with any member of another type`, () => {
      for (const { path, type, nullable, closed } of spots) {
        const values = [...wrong[type], ...(nullable ? [] : [null]), ...(closed ? ['no-such-word'] : [])];
        for (const bad of values) {
          const broken = changed(value, path, (parent, key) => (parent[key] = bad));
          assert.throws(() => parseReply(broken), ProtocolError, `${path.join('.')} = ${JSON.stringify(bad)}`);
        }
      }
    });

    test(`${name} keeps only the members it knows`, () => {
      const more = changed(value, ['later'], (parent, key) => (parent[key] = 1));
      assert.deepEqual(parseReply(more), value);
    });
  }

  // A list's items and a map's entries may be fewer; a record's members may not.
  function schemaRequires(message, path) {
    const parent = path.slice(0, -1).reduce((inner, step) => inner[step], message);
    return !Array.isArray(parent) && path.at(-2) !== 'parameters';
  }

  test('says where and what', () => {
    const { value } = vectors.find(({ name }) => name === 'reply-device.json');
    const broken = changed(value, ['device', 'verdict', 'state'], (parent, key) => (parent[key] = 7));
    assert.throws(() => parseReply(broken), {
      name: 'ProtocolError',
      path: 'reply.device.verdict.state',
      message: 'reply.device.verdict.state: is of type number and should be a text',
    });
  });

  test('tells an unknown message from a broken one', () => {
    assert.throws(() => parseReply({ type: 'later', id: 1 }), { name: 'ProtocolError', unknownType: true });
    assert.throws(() => parseReply({ type: 'done' }), { name: 'ProtocolError', unknownType: false });
  });

  test('lets an unknown state and code through for the reader to call not verified', () => {
    const { value } = vectors.find(({ name }) => name === 'reply-device.json');
    const newer = changed(value, ['device', 'verdict', 'state'], (parent, key) => (parent[key] = 'splendid'));
    assert.equal(parseReply(newer).device.verdict.state, 'splendid');
  });

  for (const value of [undefined, null, 1, 'done', [], {}, { type: 1 }, { type: '__proto__' }, { type: 'constructor' }, Object.create({ type: 'done', id: 1 })]) {
    test(`refuses ${JSON.stringify(value)}`, () => assert.throws(() => parseReply(value), ProtocolError));
  }

  test('copies a map without touching prototypes', () => {
    const reply = JSON.parse('{"type":"error","id":1,"code":"internal","message":"m","parameters":{"__proto__":"x"}}');
    const parameters = parseReply(reply).parameters;
    assert.deepEqual(Object.keys(parameters), ['__proto__']);
    assert.equal(Object.getPrototypeOf(parameters), Object.prototype);
  });
});

test('codes are frozen lists without repetition', () => {
  for (const list of Object.values(codes).filter(Array.isArray)) {
    assert.ok(Object.isFrozen(list));
    assert.equal(new Set(list).size, list.length);
  }
  assert.ok(codes.errorCodes.includes('host-too-old'));
  assert.ok(codes.findingCodes.includes('confirmed'));
});
