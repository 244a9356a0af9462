import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Folder } from './a-folder.ts';
import { Listener } from './a-listener.ts';

const [one, other] = [new Listener(), new Listener()];
let folder: Folder;
beforeAll(async () => {
  await one.listen();
  await other.listen();
});
afterAll(async () => {
  await one.close();
  await other.close();
});
beforeEach(() => {
  folder = new Folder();
  for (const listener of [one, other]) listener.heard.length = 0;
});
afterEach(() => folder.remove());

const urlOf = (listener: Listener) => `http://127.0.0.1:${listener.port}`;
const asked = async (flags: string[] = [], env: Record<string, string> = {}) => {
  const end = await folder.run(['machines', 'list', ...flags], { env });
  expect(end).toMatchObject({ code: 0, stderr: '' });
  const heard = { one: one.keys(), other: other.keys() };
  for (const listener of [one, other]) listener.heard.length = 0;
  return heard;
};

describe('the layers of the configuration', () => {
  beforeEach(() => {
    folder.write('.nixfleet.toml', `[control-plane]\nurl = "${urlOf(one)}/"\n`);
    folder.writeCredentials({ [urlOf(one)]: 'nfk-one', [urlOf(other)]: 'nfk-other' });
  });

  test('are file and credentials when nobody says more', async () => {
    expect(await asked()).toEqual({ one: ['Bearer nfk-one'], other: [] });
  });

  test('let the environment choose another control plane, with the key that is kept for it', async () => {
    const env = { NIXFLEET_CONTROL_PLANE_URL: `${urlOf(other)}/` };
    expect(await asked([], env)).toEqual({ one: [], other: ['Bearer nfk-other'] });
    expect(await asked(['--control-plane-url', urlOf(one)], env)).toEqual({ one: ['Bearer nfk-one'], other: [] });
  });

  test('let the key of the environment win over the kept one, and a flag over both', async () => {
    const env = { NIXFLEET_API_KEY: 'nfk-env' };
    expect(await asked([], env)).toEqual({ one: ['Bearer nfk-env'], other: [] });
    expect(await asked(['--api-key', 'nfk-flag'], env)).toEqual({ one: ['Bearer nfk-flag'], other: [] });
  });

  test('pass over what is empty', async () => {
    const env = {
      NIXFLEET_API_KEY: '',
      NIXFLEET_CONTROL_PLANE_URL: '',
      NIXFLEET_CA_CERT: '',
      NIXFLEET_CLIENT_CERT: '',
    };
    const flags = ['--api-key', '', '--control-plane-url', '', '--ca-cert', ''];
    expect(await asked(flags, env)).toEqual({ one: ['Bearer nfk-one'], other: [] });
  });

  test('are the file that was named instead of the one that was found, from wherever', async () => {
    folder.write('other/fleet.toml', `[control-plane]\nurl = "${urlOf(other)}"\n`);
    expect(await asked(['--config', 'other/fleet.toml'])).toEqual({ one: [], other: ['Bearer nfk-other'] });
  });
});

test('each setting is that of the highest layer that says it', async () => {
  const said = fc.record({ flag: fc.boolean(), variable: fc.boolean(), file: fc.boolean() });
  const settings = [
    { name: 'control-plane.ca-cert', flag: '--ca-cert', variable: 'NIXFLEET_CA_CERT' },
    { name: 'tls.client-cert', flag: '--client-cert', variable: 'NIXFLEET_CLIENT_CERT' },
    { name: 'tls.client-key', flag: '--client-key', variable: 'NIXFLEET_CLIENT_KEY' },
  ];
  await fc.assert(
    fc.asyncProperty(fc.tuple(said, said, said), async (who) => {
      const lines = settings.flatMap(({ name }, index) => (who[index]?.file ? [`${name} = "/file"`] : []));
      folder.write('.nixfleet.toml', lines.join('\n'));
      const flags = settings.flatMap(({ flag }, index) => (who[index]?.flag ? [flag, '/flag'] : []));
      const env = Object.fromEntries(
        settings.flatMap(({ variable }, index) => (who[index]?.variable ? [[variable, '/variable'] as const] : [])),
      );
      const { stdout } = await folder.run(['config', 'show', '--json', ...flags], { env });
      const shown: { settings: { name: string; value: string | null; origin: unknown }[] } = JSON.parse(stdout);
      for (const [index, { name, flag, variable }] of settings.entries()) {
        const { value, origin } = shown.settings.find((candidate) => candidate.name === name) ?? {};
        if (who[index]?.flag)
          expect({ value, origin }).toEqual({ value: '/flag', origin: { from: 'flag', name: flag } });
        else if (who[index]?.variable)
          expect({ value, origin }).toEqual({ value: '/variable', origin: { from: 'environment', name: variable } });
        else if (who[index]?.file)
          expect({ value, origin }).toMatchObject({ value: '/file', origin: { from: 'file' } });
        else expect({ value, origin }).toEqual({ value: null, origin: { from: 'default' } });
      }
    }),
    { numRuns: 12 },
  );
});
