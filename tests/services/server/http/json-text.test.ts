import { describe, expect, test } from 'vitest';
import { problemOf } from '../../../../services/server/http/json-text.ts';
import { aReport, aServer } from '../../../support/a-server.ts';

describe('JSON', () => {
  test.each([
    ['nests without end', '['.repeat(300_000) + ']'.repeat(300_000), 'nests deeper than 128 levels'],
    ['nests a level too deep beside other things', `[[],${'{"a":'.repeat(128)}1${'}'.repeat(128)}]`, 'nests deeper'],
    ['has half a character', '"\\ud800"', 'half of a surrogate pair'],
    ['has two halves in the wrong order', '"\\udc00\\ud800"', 'half of a surrogate pair'],
    ['has half a character in a name', '{"\\\\\\udfff":1}', 'half of a surrogate pair'],
  ])('that %s cannot be taken', (_, json, problem) => {
    expect(problemOf(json)).toContain(problem);
  });

  test.each([
    ['a whole pair', '"\\ud83d\\ude00"'],
    ['a backslash before what looks like half a character', '"\\\\ud800"'],
    ['brackets in strings', `["${'['.repeat(200)}","\\"[[["]`],
    ['many lists beside each other', `[${'[],'.repeat(200)}[]]`],
  ])('with %s can', (_, json) => {
    expect(problemOf(json)).toBeUndefined();
  });

  test('that cannot be taken is refused, wherever it is in a body', async () => {
    const plane = await aServer();
    const body = JSON.stringify(aReport()).replace('{', `{"filler":${'['.repeat(200)}${']'.repeat(200)},`);
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${plane.url}/api/v1/machines/web-01/report`, { method: 'POST', headers, body });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('128 levels')]);
  });
});
