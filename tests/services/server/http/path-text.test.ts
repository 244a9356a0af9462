import { describe, expect, test } from 'vitest';
import { aServer } from '../../../support/a-server.ts';

const EMPTY = { type: null, length: '0', body: '' };

async function told(response: Response) {
  const { status, headers } = response;
  const [type, length] = [headers.get('content-type'), headers.get('content-length')];
  return { status, type, length, body: await response.text() };
}

describe('an id in a path', () => {
  test.each(['%ff', 'a%C3', '%c3%28', '%'.repeat(3) + 'ff'])(
    '%s that is no UTF-8 is a 400, to who may ask',
    async (id) => {
      const plane = await aServer();
      const path = `/api/v1/releases/${id}`;
      expect(await told(await plane.ask('GET', path, { role: null }))).toEqual({ status: 401, ...EMPTY });
      expect(await told(await plane.ask('GET', path))).toMatchObject({
        status: 400,
        body: expect.stringMatching(/UTF-8/),
      });
      expect(await told(await plane.ask('PUT', path, { json: 'x' }))).toMatchObject({ status: 400 });
      const asked = await plane.ask('GET', `/api/v1/machines/${id}/desired-generation`, { role: null });
      expect(await told(asked)).toEqual({ status: 400, ...EMPTY });
      expect(await told(await plane.ask('GET', `/nothing/${id}`))).toEqual({ status: 404, ...EMPTY });
    },
  );

  test.each([
    ['50%', '50%'],
    ['%zz%41', '%zzA'],
    ['100%25', '100%'],
    ['a%252fb', 'a%2fb'],
  ])('%s has the sign that begins nothing as it is, as in v0.1.1', async (id, read) => {
    const plane = await aServer();
    const answer = await told(await plane.ask('GET', `/api/v1/releases/${id}?limit=%`));
    expect(answer).toMatchObject({ status: 404, body: `there is no release ${read}` });
  });
});
