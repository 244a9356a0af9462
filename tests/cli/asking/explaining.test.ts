import { describe, expect, test } from 'vitest';
import { explaining } from '../../../cli/asking/explaining.ts';
import { failureText } from '../../../cli/failure-text.ts';
import { BadInput, Conflict, HttpFailed, NotFound, Unreachable } from '../../../machines/errors.ts';

const refusals = { missing: 'it was not found', conflict: 'it is in use', isNew: 'API keys' };
const refused = (status: number, body: string) =>
  explaining(Promise.reject(new HttpFailed(`returned ${status}: ${body}`, status, { body })), refusals);

describe('a refusal that is explained', () => {
  test.each([
    [404, 'there is no such thing', NotFound, 'it was not found'],
    [409, 'r-1 has it', Conflict, 'it is in use'],
    [404, '', BadInput, 'this control plane is too old for API keys; update it'],
    [405, '', BadInput, 'too old for API keys'],
    [500, 'oh', HttpFailed, 'returned 500: oh'],
    [403, 'no', HttpFailed, 'returned 403: no'],
  ])('%i with "%s"', async (status, body, type, message) => {
    const error: unknown = await refused(status, body).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ message: expect.stringContaining(message) });
  });

  test('says below what the control plane said', async () => {
    const error: unknown = await refused(409, 'r-1 has it').catch((reason: unknown) => reason);
    expect(failureText(error)).toBe('Error: it is in use\n\nCaused by:\n  returned 409: r-1 has it');
  });

  test('is none when nobody answers', async () => {
    const away = new Unreachable('away');
    await expect(explaining(Promise.reject(away), refusals)).rejects.toBe(away);
  });
});
