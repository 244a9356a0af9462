import { describe, expect, test } from 'vitest';
import { outlineOf } from '../../../../services/server/http/json-text.ts';
import { type KnownShape, repeatedField } from '../../../../services/server/http/repeated-field.ts';
import { aReport, aServer } from '../../../support/a-server.ts';

const results = { items: { properties: { status: {} } } };
const shape: KnownShape = { properties: { name: {}, health: { anyOf: [{ properties: { results } }, {}] } } };

const repeatedIn = (json: string) => repeatedField(json, { value: JSON.parse(json), outline: outlineOf(json), shape });

describe('a field that is named twice', () => {
  test.each([
    ['at the top', '{"name":"a","name":"a"}', 'name'],
    ['in other letters', '{"name":"a" , "n\\u0061me" :"b"}', 'name'],
    ['with other things between', '{"name":[1,{"x":"}"}],"y":-1.5e3,"name":null}', 'name'],
    [
      'inside of a list',
      '{"health":{"results":[{"status":"a"},{"status":"\\"","status":true}]}}',
      'health.results.1.status',
    ],
    ['with the value that is dropped being large', '{"health":{"results":[]},"health":null}', 'health'],
  ])('%s is found', (_, json, path) => expect(repeatedIn(json)).toBe(path));

  test.each([
    ['that nobody knows', '{"other":1,"other":2}'],
    ['inside of what nobody knows', '{"other":{"name":1,"name":2}}'],
  ])('%s is left alone', (_, json) => expect(repeatedIn(json)).toBeUndefined());

  test.each([
    ['the same name in two objects', '{"name":"a","health":{"results":[{"status":"a"},{"status":"a"}]}}'],
    ['colons and names in strings', '{"name":"\\"name\\": \\\\","x":"\\\\\\":"}'],
    ['an empty object and an empty list', '{"health":{},"x":[ ]}'],
    ['no object', '"name"'],
  ])('is not %s', (_, json) => expect(repeatedIn(json)).toBeUndefined());

  test('is not one that was dropped because it is dangerous', () => {
    const json = '{"name":"a","__proto__":{"x":1}}';
    expect(repeatedField(json, { value: { name: 'a' }, outline: outlineOf(json), shape })).toBeUndefined();
  });

  test('in a body is answered 422 and changes nothing', async () => {
    const plane = await aServer();
    const body = JSON.stringify(aReport()).replace('{', '{"success":false,');
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${plane.url}/api/v1/machines/web-01/report`, { method: 'POST', headers, body });
    expect([response.status, await response.text()]).toEqual([422, 'the body names the field `success` twice']);
    expect(plane.db.prepare('SELECT count(*) FROM reports').pluck().get()).toBe(0);
  });
});
