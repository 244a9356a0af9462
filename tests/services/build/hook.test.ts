import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hookCommand, hookLine, pushByHook } from '../../../services/build/hook.ts';
import { run } from '../../../services/host/process.ts';
import { runningCommands } from '../../support/running-commands.ts';

const PATH = '/nix/store/7rjj86p0cxvqh5nd4d6ihmxzkl3wd8dl-nixos-system-a?b=c+1';
const never = { signal: new AbortController().signal, onWork: () => undefined };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nixfleet-hook-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The lines that a hook wrote into a file of its own. */
async function written(name: string, command: (file: string) => string): Promise<string[]> {
  const file = join(folder, name);
  await run(hookCommand(command(file), PATH));
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

describe('the path in a push hook', () => {
  test.each([
    ['a bare word', 'printf "%s\\n" {}'],
    ['single quotes', `printf '%s\\n' '{}'`],
    ['double quotes', 'printf "%s\\n" "{}"'],
    ['a substitution in double quotes', 'printf "%s\\n" "$(echo "{}")"'],
    ['a shell in a shell', `sh -c 'printf "%s\\n" {}'`],
    ['a here-document', 'cat <<END\n{}\nEND\n'],
    ['an assignment', 'it={}; printf "%s\\n" "$it"'],
    ['a word that begins otherwise', 'printf "%s\\n" x{} | cut -c2-'],
    ['the variable of the environment', 'printf "%s\\n" "$NIXFLEET_STORE_PATH"'],
  ])('is the same in %s', async (where, command) => {
    expect(await written(where, (file) => `{ ${command}\n} > '${file}'`)).toEqual([PATH]);
  });

  test('stands wherever the command says so', () => {
    expect(hookLine('a {} b{}c', '/nix/store/x')).toBe('a /nix/store/x b/nix/store/xc');
  });

  test('leaves the globs of the command to the command', async () => {
    const keys = join(folder, 'keys');
    mkdirSync(keys);
    for (const name of ['a.pub', 'b.pub']) writeFileSync(join(keys, name), '');
    expect(await written('globs', (file) => `printf '%s\\n' ${keys}/*.pub {} > ${file}`)).toEqual([
      join(keys, 'a.pub'),
      join(keys, 'b.pub'),
      PATH,
    ]);
  });

  test.each([
    '/nix/store/x;id',
    '/nix/store/$(id)',
    "/nix/store/a'b",
    '/nix/store/a b',
    '/etc/passwd',
    '',
    '/nix/store/..',
  ])('is never %j', (path) => {
    expect(() => hookCommand('echo {}', path)).toThrow('it is no store path');
  });
});

describe('a push hook', () => {
  test('is not to be read in the list of processes, and does not hand its text on', async () => {
    const lines = await written('seen', (file) => `{ tr '\\0' ' ' < /proc/$$/cmdline; echo; env; } > ${file} # TOKEN`);
    expect(lines.join('\n')).not.toContain('TOKEN');
    expect(lines.join('\n')).toContain(`NIXFLEET_STORE_PATH=${PATH}`);
  });

  test('that succeeds has no problem', async () => {
    expect(await pushByHook(PATH, 'true', never)).toBeUndefined();
  });

  test('that fails is named with its exit code and its last words, in their order, and not with its text', async () => {
    const reason = await pushByHook(
      PATH,
      'for i in $(seq 30); do echo out $i; echo err $i >&2; done; exit 7 # TOKEN',
      never,
    );
    expect(reason).toBe(
      [
        `push hook failed for ${PATH}: exit code 7`,
        ...[26, 27, 28, 29, 30].flatMap((i) => [`  out ${i}`, `  err ${i}`]),
      ].join('\n'),
    );
  });

  test('that cannot be understood by the shell does not show its text', async () => {
    const reason = await pushByHook(PATH, "echo 'TOKEN", never);
    expect(reason).toContain('push hook failed');
    expect(reason).not.toContain('TOKEN');
  });

  test('whose words have the password of a URL, or command the terminal, is shown without', async () => {
    const command = `printf 'cannot reach https://me:hunter2@cache \\033[2J\\n'; exit 1`;
    expect(await pushByHook(PATH, command, never)).toMatch(/cannot reach https:\/\/\*\*\*@cache$/);
  });

  test('may say what it likes: of 20 MiB the beginning is told, and the end is what counts', async () => {
    const said: string[] = [];
    const options = { ...never, onWork: (line: string) => void said.push(line) };
    const noise = 'yes "$(printf %01000d 0)" | head -c 20971520; echo';
    expect(await pushByHook(PATH, `echo begin; ${noise}; echo end; exit 1`, options)).toMatch(/\n {2}end$/);
    expect(said).toHaveLength(1001);
    expect(said[1]).toBe('push hook: begin');
    expect(said.at(-1)).toBe('push hook: … and more');
  });

  test('that one killed says so', async () => {
    expect(await pushByHook(PATH, 'kill -9 $$', never)).toBe(`push hook failed for ${PATH}: it was killed by a signal`);
  });

  test('has nothing on its standard input to wait for', async () => {
    expect(await pushByHook(PATH, '! read -r answer', never)).toBeUndefined();
  });

  test('that hangs is ended with all that it started', async () => {
    const stop = new AbortController();
    const mark = `60${process.pid}.${Date.now()}`;
    const hook = pushByHook(PATH, `trap '' TERM; echo ready; sleep ${mark} & wait; sleep ${mark}`, {
      signal: stop.signal,
      onWork: (line) => void (line.endsWith('ready') && stop.abort()),
    });
    await expect(hook).rejects.toThrow('was stopped');
    // They have been killed; that they are gone takes a moment.
    await expect.poll(() => runningCommands(mark)).toEqual([]);
  });
});
