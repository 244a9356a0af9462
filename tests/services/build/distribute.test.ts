import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Distribution } from '../../../machines/model/distribution.ts';
import { distribute } from '../../../services/build/distribute.ts';
import type { Delivery } from '../../../services/build/protocol.ts';
import { createTurns } from '../../../services/build/turns.ts';
import { NIX_CONFIG } from './fleet.ts';

const MISSING = '/nix/store/00000000000000000000000000000000-not-there';
let folder: string;

beforeAll(() => {
  process.env['NIX_CONFIG'] = NIX_CONFIG;
  folder = mkdtempSync(join(tmpdir(), 'nixfleet-distribute-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A real path of the store whose name ends like this. */
function stored(name: string): string {
  const file = join(folder, name);
  writeFileSync(file, `${folder} ${name}\n`);
  return execFileSync('nix-store', ['--add', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

const built = (...paths: string[]) =>
  paths.map((out, index) => ({ drv: `${out}.drv`, out, hosts: [{ name: `host-${index}`, platform: 'x86_64-linux' }] }));

async function delivered(those: ReturnType<typeof built>, distribution: Distribution): Promise<Delivery[]> {
  const told: Delivery[] = [];
  const [signal, onWork] = [new AbortController().signal, () => undefined];
  await distribute(those, distribution, { signal, onWork, turn: createTurns(2), tell: (news) => told.push(news) });
  return told;
}

const named = (cache: string): string[] =>
  readdirSync(cache)
    .filter((file) => file.endsWith('.narinfo'))
    .map((file) => /^StorePath: (.*)$/m.exec(readFileSync(join(cache, file), 'utf8'))?.[1] ?? '')
    .toSorted();

describe('closures for a cache', () => {
  test('are there, in one go', async () => {
    const cache = join(folder, 'whole');
    const paths = [stored('a'), stored('b')];
    expect(await delivered(built(...paths), { way: 'cache', url: `file://${cache}` })).toEqual([
      { type: 'pushed', derivations: paths.map((path) => `${path}.drv`) },
    ]);
    expect(named(cache)).toEqual(paths.toSorted());
  });

  test('are there but for the one that cannot be copied, which is named with its own reason', async () => {
    const cache = join(folder, 'parted');
    const paths = [stored('c'), stored('d'), MISSING, stored('e')];
    const told = await delivered(built(...paths), { way: 'cache', url: `file://${cache}` });
    const good = paths.filter((path) => path !== MISSING);
    expect(told).toEqual([
      { type: 'pushed', derivations: good.map((path) => `${path}.drv`) },
      {
        type: 'unpushed',
        refused: [{ name: `${MISSING}.drv`, reason: expect.stringContaining(`path '${MISSING}' is required`) }],
      },
    ]);
    expect(named(cache)).toEqual(good.toSorted());
  });

  test('fail together when it is the cache, which is named without its password', async () => {
    const paths = [stored('f'), stored('g')];
    const url = 'http://me:hunter2@127.0.0.1:1/cache';
    const told = await delivered(built(...paths), { way: 'cache', url });
    const reason = expect.stringMatching(/^cannot push to http:\/\/\*\*\*@127\.0\.0\.1:1\/cache: (?!.*hunter2)/s);
    expect(told).toEqual([{ type: 'unpushed', refused: paths.map((path) => ({ name: `${path}.drv`, reason })) }]);
  });
});

describe('closures for a hook', () => {
  test('are told to it once each, whatever is in their names', async () => {
    const list = join(folder, 'list');
    const strange = stored('a?b=c+d_e.f-g');
    const [first, again] = [built(strange), built(strange)];
    const told = await delivered([...first, ...again, ...built(stored('h'))], {
      way: 'hook',
      command: `ls -d {} "{}" '{}' $(echo {}) >> ${list}`,
    });
    const lines = readFileSync(list, 'utf8').split('\n').filter(Boolean);
    expect(lines.filter((line) => line === strange)).toHaveLength(4);
    expect(lines).toHaveLength(8);
    expect(told).toContainEqual({ type: 'pushed', derivations: [`${strange}.drv`, `${strange}.drv`] });
  });

  test('fail one by one', async () => {
    const [good, bad] = [stored('good'), stored('bad')];
    const told = await delivered(built(good, bad), { way: 'hook', command: 'echo looking at {}; test {} = ' + good });
    expect(told.toSorted((a, b) => a.type.localeCompare(b.type))).toEqual([
      { type: 'pushed', derivations: [`${good}.drv`] },
      {
        type: 'unpushed',
        refused: [{ name: `${bad}.drv`, reason: `push hook failed for ${bad}: exit code 1\n  looking at ${bad}` }],
      },
    ]);
  });

  test('are pushed by as many hooks at once as have a turn', async () => {
    const seats = join(folder, 'seats');
    mkdirSync(seats);
    // Each waits until it is one of two, and would fail if it were ever one of three.
    const command = [
      `cd ${seats}; me=$(basename {}); : > $me`,
      'until [ "$(ls | wc -l)" -ge 2 ] || [ -e ../seats.done ]; do sleep 0.01; done',
      '[ "$(ls | wc -l)" -le 2 ] || exit 1',
      ': > ../seats.done; rm $me',
    ].join('\n');
    const told = await delivered(built(...['i', 'j', 'k', 'l', 'm'].map(stored)), { way: 'hook', command });
    expect(told.map(({ type }) => type)).toEqual(Array.from({ length: 5 }, () => 'pushed'));
  });
});

describe('closures for the hosts themselves', () => {
  test('are left out for macOS, and a name that ssh would misread is only its own failure', async () => {
    const path = stored('n');
    const hosts = [
      { name: 'mac', platform: 'aarch64-darwin' },
      { name: '-oProxyCommand=id', platform: 'x86_64-linux' },
    ];
    expect(await delivered([{ drv: `${path}.drv`, out: path, hosts }], { way: 'targets' })).toEqual([
      { type: 'delivered', hosts: ['mac'] },
      {
        type: 'undelivered',
        refused: [{ name: '-oProxyCommand=id', reason: expect.stringContaining('not an SSH destination') }],
      },
    ]);
  });
});
