import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configuration, environmentSettings, type Settings } from '../../../cli/config/config.ts';

const nothing: Settings = {};
const noKeys = () => undefined;

describe('the configuration', () => {
  test('has a control plane on this machine when nobody says anything', () => {
    expect(configuration({ flags: nothing, environment: nothing, file: nothing }, noKeys)).toEqual({
      url: 'http://localhost:8080',
      apiKey: undefined,
    });
  });

  test('takes each value from the highest layer that has it, and an empty text is none', () => {
    const value = fc.constantFrom(undefined, '', 'http://a', 'http://b', 'http://c');
    const layer = fc.record({ url: value, caCert: value, strategy: value });
    fc.assert(
      fc.property(layer, layer, layer, (flags, environment, file) => {
        const config = configuration({ flags, environment, file }, noKeys);
        for (const name of ['caCert', 'strategy'] as const) {
          expect(config[name]).toBe(flags[name] || environment[name] || file[name] || undefined);
        }
        expect(config.url).toBe(flags.url || environment.url || file.url || 'http://localhost:8080');
      }),
    );
  });

  test('takes a flag that says what the default is as said', () => {
    const file = { url: 'https://cp', strategy: 'canary' };
    const flags = { url: 'http://localhost:8080', strategy: 'all-at-once' };
    expect(configuration({ flags, environment: nothing, file }, noKeys)).toMatchObject(flags);
  });

  test.each([
    ['https://cp/', 'https://cp'],
    ['https://cp//', 'https://cp'],
    ['https://cp/fleet/', 'https://cp/fleet'],
  ])('knows %s as %s', (url, expected) => {
    expect(configuration({ flags: { url }, environment: nothing, file: nothing }, noKeys).url).toBe(expected);
  });
});

describe('the API key', () => {
  const keys = new Map([
    ['https://a', 'key-of-a'],
    ['http://localhost:8080', 'key-of-default'],
  ]);
  const keyFor = (url: string) => keys.get(url);

  test.each<[string, { flags?: Settings; environment?: Settings; file?: Settings }, string | undefined]>([
    ['is the one kept for the URL of the file', { file: { url: 'https://a' } }, 'key-of-a'],
    ['is the one kept for the default URL', {}, 'key-of-default'],
    ['is never sent to another URL', { file: { url: 'https://a' }, flags: { url: 'https://b' } }, undefined],
    [
      'is never sent to a URL of the environment',
      { file: { url: 'https://a' }, environment: { url: 'https://b' } },
      undefined,
    ],
    ['is the one for the URL that won', { file: { url: 'https://b' }, environment: { url: 'https://a/' } }, 'key-of-a'],
    [
      'is that of the environment before the kept one',
      { flags: { url: 'https://a' }, environment: { apiKey: 'env' } },
      'env',
    ],
    [
      'is that of the flag before all',
      { flags: { url: 'https://a', apiKey: 'flag' }, environment: { apiKey: 'env' } },
      'flag',
    ],
    [
      'is the kept one when the environment is empty',
      { flags: { url: 'https://a' }, environment: { apiKey: '' } },
      'key-of-a',
    ],
  ])('%s', (_, { flags = nothing, environment = nothing, file = nothing }, expected) => {
    expect(configuration({ flags, environment, file }, keyFor).apiKey).toBe(expected);
  });
});

describe('the environment', () => {
  test('names its settings with NIXFLEET_', () => {
    expect(
      environmentSettings({
        NIXFLEET_CONTROL_PLANE_URL: 'u',
        NIXFLEET_API_KEY: 'k',
        NIXFLEET_CA_CERT: 'c',
        NIXFLEET_CLIENT_CERT: 'd',
        NIXFLEET_CLIENT_KEY: 'e',
      }),
    ).toEqual({
      url: 'u',
      apiKey: 'k',
      caCert: 'c',
      clientCert: 'd',
      clientKey: 'e',
    });
  });
});
