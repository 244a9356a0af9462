import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { program } from '../support/checkout.ts';
import { isLeftOut } from '../support/environment.ts';
import { Fleet } from '../support/fleet.ts';
import { type Ended, runToEnd } from '../support/processes.ts';

let fleet: Fleet;

beforeAll(async () => {
  fleet = new Fleet('e2e');
  await fleet.controlPlane.start();
  await fleet.succeed(['bootstrap']);
});

afterAll(() => fleet.removeAll());

/** What a person gets to see of a failure: the words, and no trace of where in the program it was. */
function expectRefusal({ exitCode, said }: Ended, words: RegExp, code = 1): void {
  expect(said).toMatch(words);
  expect(said).not.toMatch(/^\s+at .+:\d+/m);
  expect(exitCode).toBe(code);
}

describe('nixfleet', () => {
  test('says that its API key is wrong', async () => {
    const env = { NIXFLEET_API_KEY: 'nfk-wrong' };
    expectRefusal(await fleet.cli(['machines', 'list'], { env }), /API key/i);
  });

  test('says that there is no such release', async () => {
    expectRefusal(await fleet.cli(['deploy', '--release', 'rel-none', '--hosts', 'web-01']), /rel-none/);
    expect(await fleet.client.listRollouts()).toEqual([]);
  });

  test('says that nobody answers at its URL', async () => {
    const env = { NIXFLEET_CONTROL_PLANE_URL: 'http://127.0.0.1:1' };
    expectRefusal(await fleet.cli(['machines', 'list'], { env }), /127\.0\.0\.1:1/);
  });

  test('ends with 2 when it is used wrongly', async () => {
    expectRefusal(await fleet.cli(['deploy', '--no-such-flag']), /no-such-flag/, 2);
  });
});

describe('nixfleet-control-plane', () => {
  test('says that its port is in use', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const address = occupant.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const flags = ['--listen', `127.0.0.1:${port}`, '--db-path', `${fleet.folder}/other.db`];
    const ended = await runToEnd({ argv: [...program('nixfleet-control-plane'), ...flags], env: fleet.env });
    occupant.close();
    expectRefusal(ended, new RegExp(`port ${port} .*in use`));
  });

  test('refuses a database that another one has', async () => {
    const flags = ['--listen', '127.0.0.1:0', '--db-path', fleet.controlPlane.dbPath];
    const ended = await runToEnd({ argv: [...program('nixfleet-control-plane'), ...flags], env: fleet.env });
    expectRefusal(ended, /state\.db/);
  });
});

describe.skipIf(isLeftOut('nix'))('nixfleet release create', () => {
  beforeAll(async () => {
    await fleet.flake.create();
  });

  test('says that the cache cannot be written, and registers nothing', async () => {
    expectRefusal(
      await fleet.cli(['release', 'create', '--push-to', 'file:///proc/nixfleet-cache']),
      /\/proc\/nixfleet-cache/,
    );
    expect(await fleet.client.listReleases()).toEqual([]);
  });

  test('names the host that does not evaluate, and registers nothing', async () => {
    writeFileSync(join(fleet.flake.folder, 'hosts/db-01/host.nix'), '{ tags = [ web ]; }\n');
    await fleet.flake.commit('a tag without quotes');
    expectRefusal(
      await fleet.cli(['release', 'create', '--push-to', fleet.cacheUrl]),
      /db-01[^]*undefined variable 'web'/,
    );
    expect(await fleet.client.listReleases()).toEqual([]);
  });

  test('says that the folder is no flake', async () => {
    const words = ['release', 'create', '--flake', `${fleet.folder}/home`, '--push-to', fleet.cacheUrl];
    expectRefusal(await fleet.cli(words), /flake/);
  });
});
