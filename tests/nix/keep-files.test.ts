import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../support/checkout.ts';
import { type Ended, runToEnd } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';

const SCRIPT = join(checkout, 'nix/scopes/impermanence/keep-files.sh');

/** A machine in a folder: its files by the names that a machine would give them. */
function machine() {
  const folder = tempFolder();
  const persistRoot = join(folder, 'keep');
  const file = join(folder, 'etc/ssh/ssh_host_ed25519_key');
  mkdirSync(dirname(file), { recursive: true });
  mkdirSync(persistRoot);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const steps = join(folder, 'steps');
  return {
    file,
    kept: join(persistRoot, file),
    keep: (): Promise<Ended> =>
      runToEnd({
        argv: ['bash', SCRIPT, persistRoot, file],
        env: { PATH: [bin, process.env['PATH']].join(delimiter) },
      }),
    /** Has each step write down its name before it does what it does; `failing` does nothing else. */
    watch: (failing?: string): (() => string[]) => {
      for (const step of ['cp', 'sync', 'mv', 'rm']) {
        const rest = step === failing ? 'exit 1' : `exec ${step} "$@"`;
        const script = `#!/bin/sh\necho "${step} $(basename "$2" 2>/dev/null)" >>'${steps}'\nPATH=\${PATH#*:}\n${rest}\n`;
        writeFileSync(join(bin, step), script, { mode: 0o755 });
      }
      return () => readFileSync(steps, 'utf8').split('\n').filter(Boolean);
    },
  };
}

test('a key that was not kept yet is moved to where it is kept, with its mode', async () => {
  const { file, kept, keep } = machine();
  writeFileSync(file, 'the key', { mode: 0o600 });
  expect((await keep()).said).toBe(`nixfleet: ${file} is kept from now on, in ${kept}`);
  expect(readFileSync(kept, 'utf8')).toBe('the key');
  expect(statSync(kept).mode & 0o777).toBe(0o600);
  expect(existsSync(file)).toBe(false);
});

test('one that is kept already stays as it is, and so does a link to it', async () => {
  const { file, kept, keep } = machine();
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(kept, 'kept');
  writeFileSync(file, 'another');
  expect((await keep()).said).toBe('');
  expect([readFileSync(kept, 'utf8'), readFileSync(file, 'utf8')]).toEqual(['kept', 'another']);
});

test('a link to what is not there yet, as on the first boot, is left alone', async () => {
  const { file, kept, keep } = machine();
  symlinkSync(kept, file);
  expect(await keep()).toMatchObject({ exitCode: 0, said: '' });
  expect(existsSync(kept)).toBe(false);
});

test('when it cannot be kept it stays where it is, and that is said', async () => {
  const { file, kept, keep } = machine();
  writeFileSync(file, 'the key');
  // A file stands where a directory would have to be.
  mkdirSync(dirname(dirname(kept)), { recursive: true });
  writeFileSync(dirname(kept), '');
  expect((await keep()).said).toContain(`nixfleet: could not keep ${file} in ${kept}; it is gone at the next boot`);
  expect(readFileSync(file, 'utf8')).toBe('the key');
});

test('it is on the disk before it takes its name, and has its name before the other one goes', async () => {
  const { file, kept, keep, watch } = machine();
  writeFileSync(file, 'the key');
  const steps = watch();
  await keep();
  expect(steps().map((step) => step.split(' ')[0])).toEqual(['cp', 'sync', 'mv', 'sync', 'rm']);
  expect(readFileSync(kept, 'utf8')).toBe('the key');
});

test('what the disk does not take stays where it is', async () => {
  const { file, kept, keep, watch } = machine();
  writeFileSync(file, 'the key');
  watch('sync');
  expect((await keep()).said).toContain('could not keep');
  expect(readFileSync(file, 'utf8')).toBe('the key');
  expect(existsSync(kept)).toBe(false);
});

test('what was kept empty by a power cut gives way to what is whole', async () => {
  const { file, kept, keep } = machine();
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(kept, '');
  writeFileSync(file, 'the key');
  await keep();
  expect(readFileSync(kept, 'utf8')).toBe('the key');
  expect(existsSync(file)).toBe(false);
});
