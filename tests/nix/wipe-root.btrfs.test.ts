import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BtrfsDisk, said } from '../support/btrfs-disk.ts';
import { checkout } from '../support/checkout.ts';
import { hasCommand } from '../support/environment.ts';
import { type Ended, runToEnd } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';

const SCRIPT = join(checkout, 'nix/scopes/impermanence/wipe-root.sh');
/** What it calls that can end it or fail under it. */
const STEPS = ['mkdir', 'mount', 'umount', 'rmdir', 'mv', 'btrfs', 'date'];
const DAYS = '30';

/** The initrd of systemd has bash, the scripted one busybox, which calls none of our counted steps but its own. */
const shells = ['sh', 'bash', 'busybox'].filter(hasCommand);

interface Boot {
  readonly shell?: string;
  /** The step before which the power goes, counted from one. */
  readonly cutBefore?: number;
  /** The step that fails, undone. */
  readonly failing?: number;
  /** What the clock says, of the form of a name of an old root. */
  readonly now?: string | undefined;
}

/** One boot's wipe. */
async function boot(
  disk: BtrfsDisk,
  { shell = 'sh', cutBefore = 0, failing = 0, now }: Boot = {},
): Promise<Ended & { turns: number }> {
  const folder = tempFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const count = join(folder, 'count');
  writeFileSync(count, '0');
  for (const step of STEPS)
    writeFileSync(join(bin, step), counted(step, { count, cutBefore, failing, now }), { mode: 0o755 });
  const ended = await runToEnd({
    argv: [shell, ...(shell === 'busybox' ? ['sh'] : []), SCRIPT, disk.device, DAYS, join(folder, 'top')],
    env: { PATH: [bin, process.env['PATH']].join(delimiter) },
  });
  disk.letGo();
  return { ...ended, turns: Number(readFileSync(count, 'utf8')) };
}

/** A step that counts itself, and is not done when its turn is the one at which something goes wrong. */
function counted(
  step: string,
  { count, cutBefore, failing, now }: Pick<Boot, 'cutBefore' | 'failing' | 'now'> & { count: string },
): string {
  const clock = step === 'date' && now !== undefined ? `case $2 in +%Y%m%dT*) echo ${now}; exit;; esac` : '';
  return `#!/bin/sh
turn=$(($(cat ${count}) + 1))
echo $turn >${count}
[ $turn -ne ${cutBefore} ] || kill -KILL 0
[ $turn -ne ${failing} ] || exit 1
${clock}
exec ${said(['which', step]).trim()} "$@"
`;
}

/** A disk as a machine leaves it that has run: something in its root, something kept. */
function used(): BtrfsDisk {
  const disk = BtrfsDisk.make(['@root', '@persist']);
  disk.look((root) => {
    writeFileSync(join(root, '@root/yesterday'), 'of yesterday');
    said(['btrfs', 'subvolume', 'create', join(root, '@root/machines of old')]);
    writeFileSync(join(root, '@persist/kept'), 'kept');
  });
  return disk;
}

/** What there is: the root's files, the names of what was set aside, the places that have the file of yesterday. */
const state = (disk: BtrfsDisk) =>
  disk.look((root) => {
    const oldRoots = existsSync(join(root, 'old_roots')) ? readdirSync(join(root, 'old_roots')) : [];
    const places = ['@root', '@root.new', ...oldRoots.map((name) => join('old_roots', name))];
    return {
      top: readdirSync(root).filter((name) => name !== 'old_roots'),
      root: existsSync(join(root, '@root')) ? readdirSync(join(root, '@root')) : undefined,
      oldRoots,
      yesterday: places.filter((place) => existsSync(join(root, place, 'yesterday'))),
      kept: readFileSync(join(root, '@persist/kept'), 'utf8'),
    };
  });

describe.each(shells)('with %s', (shell) => {
  test('a root that was used is set aside whole, and the machine finds an empty one', async () => {
    const disk = used();
    expect(await boot(disk, { shell })).toMatchObject({ exitCode: 0, said: '' });
    const { oldRoots, ...rest } = state(disk);
    expect(oldRoots).toEqual([expect.stringMatching(/^\d{8}T\d{6}Z$/)]);
    expect(rest).toEqual({
      top: ['@persist', '@root'],
      root: [],
      yesterday: [`old_roots/${oldRoots[0]}`],
      kept: 'kept',
    });
  });

  test('a root that lasted too long aside is deleted by its name with all that is in it, what is not ours stays', async () => {
    const disk = used();
    const recent = new Date(Date.now() - 29 * 86_400_000).toISOString().replace(/[-:]|\.\d+/g, '');
    const old = ['20200101T000000Z', '20200101T000000Z.1', '20210101T000000Z', '20220101T000000Z'];
    const other = ['2020-01-01_00:00:00', 'precious'];
    disk.look((root) => {
      mkdirSync(join(root, 'old_roots'));
      const within = ['20200101T000000Z/a machine', '20200101T000000Z/a machine/in a machine'];
      for (const name of [...old, recent, ...other, ...within])
        said(['btrfs', 'subvolume', 'create', join(root, 'old_roots', name)]);
    });
    expect(await boot(disk, { shell })).toMatchObject({ exitCode: 0, said: '' });
    const left = state(disk).oldRoots.toSorted();
    // Three of ours stay whatever the clock says.
    expect(left).toEqual(['2020-01-01_00:00:00', '20220101T000000Z', recent, expect.stringMatching(/Z$/), 'precious']);
  });

  test('the first boot of a disk without a root makes one', async () => {
    const disk = BtrfsDisk.make(['@persist']);
    disk.look((root) => writeFileSync(join(root, '@persist/kept'), ''));
    expect(await boot(disk, { shell })).toMatchObject({ exitCode: 0 });
    expect(state(disk)).toMatchObject({ root: [], oldRoots: [] });
  });
});

test('when the power goes before any of its steps, the next boot ends the work and nothing is lost', async () => {
  for (let step = 1; ; step++) {
    const disk = used();
    const { turns } = await boot(disk, { cutBefore: step });
    const { exitCode } = await boot(disk);
    const { root, top, yesterday, kept } = state(disk);
    expect({ step, exitCode, root, top, yesterday, kept }).toEqual({
      step,
      exitCode: 0,
      root: [],
      top: ['@persist', '@root'],
      yesterday: [expect.stringContaining('old_roots/')],
      kept: 'kept',
    });
    // The last run had no step left to be cut at.
    if (turns < step) return expect(step).toBeGreaterThan(6);
  }
});

test('when a step fails, the machine has a root to boot from, and a wipe that calls itself done was done', async () => {
  for (let step = 1; ; step++) {
    const disk = used();
    const { exitCode, turns, said: message } = await boot(disk, { failing: step });
    const { root, yesterday } = state(disk);
    expect({ step, isThere: root !== undefined, yesterday: yesterday.length }).toEqual({
      step,
      isThere: true,
      yesterday: 1,
    });
    if (turns < step) return expect(step).toBeGreaterThan(6);
    expect({ step, message }).toEqual({ step, message: expect.stringContaining('nixfleet-wipe-root: ') });
    if (root?.length !== 0) expect({ step, exitCode }).toEqual({ step, exitCode: 1 });
    expect((await boot(disk)).exitCode).toBe(0);
    expect(state(disk).root).toEqual([]);
  }
});

test('with a clock that stands still every boot has an old root of its own', async () => {
  const disk = used();
  const now = '19700101T000000Z';
  for (let times = 0; times < 3; times++) expect((await boot(disk, { now })).exitCode).toBe(0);
  expect(state(disk).oldRoots).toEqual([now, `${now}.1`, `${now}.2`]);
});

test('another default subvolume does not lead it astray', async () => {
  const disk = used();
  disk.look((root) => {
    const id = said(['btrfs', 'inspect-internal', 'rootid', join(root, '@root')]).trim();
    said(['btrfs', 'subvolume', 'set-default', id, root]);
  });
  expect(await boot(disk)).toMatchObject({ exitCode: 0 });
  expect(state(disk)).toMatchObject({ root: [], top: ['@persist', '@root'] });
});

test('the roots are below a folder that only root opens, which is gone afterwards', async () => {
  const folder = tempFolder();
  const [bin, top] = [join(folder, 'bin'), join(folder, 'top')];
  mkdirSync(bin);
  // Looks where it is about to mount.
  const mount = `#!/bin/sh\nstat -c %a '${top}' >'${folder}/mode'\nexec ${said(['which', 'mount']).trim()} "$@"\n`;
  writeFileSync(join(bin, 'mount'), mount, { mode: 0o755 });
  const disk = used();
  const { exitCode } = await runToEnd({
    argv: ['sh', SCRIPT, disk.device, DAYS, top],
    env: { PATH: [bin, process.env['PATH']].join(delimiter) },
  });
  disk.letGo();
  expect({ exitCode, mode: readFileSync(join(folder, 'mode'), 'utf8') }).toEqual({ exitCode: 0, mode: '700\n' });
  expect(existsSync(top)).toBe(false);
});

test('a device that cannot be mounted is named, and the boot goes on', async () => {
  const top = join(tempFolder(), 'top');
  const { exitCode, said: message } = await runToEnd({
    argv: ['sh', SCRIPT, '/dev/nixfleet-test-none', DAYS, top],
    env: { PATH: process.env['PATH'] },
  });
  expect(existsSync(top)).toBe(false);
  expect(exitCode).toBe(1);
  expect(message).toContain('could not mount /dev/nixfleet-test-none: the root is the one of the last boot');
});
