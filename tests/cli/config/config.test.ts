import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configuration, type Layer } from '../../../cli/config/config.ts';
import { environmentLayer, flagLayer } from '../../../cli/config/given-settings.ts';
import type { Origin } from '../../../cli/config/origin.ts';
import { normalUrl } from '../../../cli/config/server-url.ts';
import type { SettingName, Settings } from '../../../cli/config/settings.ts';
import { SETTINGS } from '../../../cli/config/setting-table.ts';

const NO_KEYS = { keys: new Map(), problem: undefined };

const layer = (settings: Settings, origin: Origin): Layer => ({
  settings,
  origins: Object.fromEntries(Object.keys(settings).map((name) => [name, origin])),
});
const fromFile = (settings: Settings, isNamed = false) =>
  layer(settings, { from: 'file', path: '/fleet/.nixfleet.toml', line: 3, isNamed });
const fromFlags = (settings: Settings) => layer(settings, { from: 'flag', name: '--x' });
const fromEnvironment = (settings: Settings) => layer(settings, { from: 'environment', name: 'X' });

describe('the configuration', () => {
  test('has a control plane on this machine when nobody says anything', () => {
    expect(configuration([], NO_KEYS)).toMatchObject({ url: 'http://localhost:8080', apiKey: undefined, origins: {} });
  });

  test('takes each value, and where it is from, from the highest layer that says it; an empty one is not said', () => {
    const text = fc.constantFrom(undefined, '', 'http://a', 'http://b', 'http://c');
    const count = fc.constantFrom(undefined, 0, 1);
    const sizes = fc.constantFrom(undefined, [], ['1'], ['50%']);
    const valueOf = { seconds: count, sizes, text, url: text, path: text, command: text, count: text };
    const anySettings = fc.record(Object.fromEntries(SETTINGS.map(({ name, kind }) => [name, valueOf[kind]])));
    fc.assert(
      fc.property(anySettings, anySettings, anySettings, (flags, environment, file) => {
        const layers = [fromFlags(flags), fromEnvironment(environment), fromFile(file, true)];
        const config = configuration(layers, NO_KEYS);
        for (const { name, unless } of SETTINGS) {
          const who = layers.find(({ settings }) => ![undefined, '', '[]'].includes(spelt(settings[name])));
          const nobody = name === 'url' ? unless : undefined;
          expect([name, config[name]]).toEqual([name, who?.settings[name] ?? nobody]);
          expect([name, config.origins?.[name]]).toEqual([name, who?.origins[name]]);
        }
      }),
    );
  });

  test('takes a flag that says what the default is as said', () => {
    const flags = { url: 'http://localhost:8080', strategy: 'all-at-once', healthTimeoutSeconds: 300 };
    const file = { url: 'https://cp', strategy: 'canary', healthTimeoutSeconds: 5 };
    expect(configuration([fromFlags(flags), fromFile(file)], NO_KEYS)).toMatchObject(flags);
  });
});

describe('the name of a control plane', () => {
  test.each([
    ['https://cp/', 'https://cp'],
    ['https://cp//', 'https://cp'],
    ['https://cp/fleet/', 'https://cp/fleet'],
    ['HTTPS://CP.Example.com:443', 'https://cp.example.com'],
    ['http://cp:80/', 'http://cp'],
    ['http://cp:8080', 'http://cp:8080'],
    ['http://ada:secret@cp', 'http://cp'],
    ['nowhere/', 'nowhere'],
  ])('is one, however it is written: %s is %s', (url, expected) => {
    expect(normalUrl(url)).toBe(expected);
    expect(normalUrl(expected)).toBe(expected);
    expect(configuration([fromFlags({ url })], NO_KEYS).url).toBe(expected);
  });
});

describe('the API key', () => {
  const keys = new Map([
    ['https://a', { key: 'key-of-a', path: '/credentials' }],
    ['http://localhost:8080', { key: 'key-of-default', path: '/credentials' }],
  ]);
  const chosen = (...layers: Layer[]) => configuration(layers, { keys, problem: undefined });

  test.each<[string, Layer[], string | undefined]>([
    ['is the one kept for the URL of the file', [fromFile({ url: 'https://a' })], 'key-of-a'],
    ['is the one kept for the default URL', [], 'key-of-default'],
    ['is never one kept for another URL', [fromFlags({ url: 'https://b' }), fromFile({ url: 'https://a' })], undefined],
    ['is the one for the URL that won', [fromFlags({ url: 'https://a/' }), fromFile({ url: 'https://b' })], 'key-of-a'],
    ['is one that was given before the kept one', [fromEnvironment({ url: 'https://a', apiKey: 'env' })], 'env'],
    ['is that of the flag before all', [fromFlags({ apiKey: 'flag' }), fromEnvironment({ apiKey: 'env' })], 'flag'],
    ['is the kept one when what was given is empty', [fromEnvironment({ url: 'https://a', apiKey: '' })], 'key-of-a'],
    ['is sent where a flag says', [fromFlags({ url: 'https://b' }), fromEnvironment({ apiKey: 'env' })], 'env'],
    [
      'is sent where a named file says',
      [fromEnvironment({ apiKey: 'env' }), fromFile({ url: 'https://b' }, true)],
      'env',
    ],
    ['is sent where a kept one is', [fromEnvironment({ apiKey: 'env' }), fromFile({ url: 'https://a' })], 'env'],
    ['is sent to this machine', [fromEnvironment({ apiKey: 'env' }), fromFile({ url: 'http://[::1]:1' })], 'env'],
  ])('%s', (_, layers, expected) => {
    expect(chosen(...layers)).toMatchObject({ apiKey: expected });
    expect(chosen(...layers).keyProblem).toBeUndefined();
  });

  test.each([
    ['https://evil'],
    ['http://localhost:8080@evil'],
    ['http://localhost.evil'],
    ['http://127.0.0.1.evil:8080'],
    ['http://evil/localhost'],
    ['http://[::2]'],
  ])('that was given is held back from %s, which only a found file names', (url) => {
    const config = chosen(fromFlags({ apiKey: 'nfk-secret' }), fromFile({ url }));
    expect(config.apiKey).toBeUndefined();
    expect(config.keyProblem).toContain('only /fleet/.nixfleet.toml:3 names this control plane');
    expect(JSON.stringify(config)).not.toContain('nfk-secret');
  });

  test('is held back where only a found file names the URL, and credentials that may have come with it', () => {
    const credentials = {
      keys: new Map([['https://evil', { key: 'nfk-x', path: 'nixfleet/credentials.toml' }]]),
      problem: undefined,
    };
    const file = fromFile({ url: 'https://evil' });
    expect(configuration([fromEnvironment({ apiKey: 'nfk-secret' }), file], credentials).keyProblem).toContain(
      'is not sent',
    );
    expect(configuration([file], credentials).apiKey).toBe('nfk-x');
  });

  test.each(['nfk a', 'nfk-a\n', 'nfk-ü', 'x'.repeat(513)])('that cannot be in a header is not tried: %j', (apiKey) => {
    const config = chosen(fromEnvironment({ apiKey }));
    expect(config).toMatchObject({
      apiKey: undefined,
      keyProblem: expect.stringContaining('the API key (X) cannot be sent'),
    });
    expect(config.keyProblem).not.toContain(apiKey);
  });

  test('is missed only when it is needed where the credentials cannot be read', () => {
    const problem = 'chmod 600';
    expect(configuration([], { keys: new Map(), problem }).keyProblem).toBe(problem);
    expect(configuration([fromFlags({ apiKey: 'flag' })], { keys: new Map(), problem })).toMatchObject({
      apiKey: 'flag',
    });
  });
});

describe('what is given', () => {
  test('in the environment has names that begin with NIXFLEET_, and what is empty is not given', () => {
    const names = ['CONTROL_PLANE_URL', 'API_KEY', 'CA_CERT', 'CLIENT_CERT', 'CLIENT_KEY'].map(
      (name) => `NIXFLEET_${name}`,
    );
    const given: SettingName[] = ['url', 'apiKey', 'caCert', 'clientCert', 'clientKey'];
    const { settings, origins } = environmentLayer(Object.fromEntries(names.map((name) => [name, `of ${name}`])));
    expect(settings).toEqual(Object.fromEntries(given.map((name, index) => [name, `of ${names[index]}`])));
    expect(origins.caCert).toEqual({ from: 'environment', name: 'NIXFLEET_CA_CERT' });
    expect(environmentLayer({ NIXFLEET_API_KEY: '' })).toEqual({ settings: {}, origins: {} });
  });

  test('by a global flag is called as the flag is', () => {
    const flags = { 'control-plane-url': 'u', 'api-key': '', json: true, verbose: 1, strategy: 'that of a verb' };
    expect(flagLayer(flags)).toEqual({
      settings: { url: 'u' },
      origins: { url: { from: 'flag', name: '--control-plane-url' } },
    });
  });
});

const spelt = (value: unknown): string | undefined =>
  Array.isArray(value) ? JSON.stringify(value) : (value as string);
