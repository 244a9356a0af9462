import { readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../support/checkout.ts';
import { type Ended, runToEnd } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';

const SCRIPT = join(checkout, 'nix/modules/_services/control-plane-secrets.sh');

/** A folder of sources, and one of copies that are made by the group that the tests run as. */
function secrets(names = ['tls-key', 'bootstrap-token?']) {
  const [from, to] = [tempFolder(), tempFolder()];
  const source = (name: string) => join(from, name);
  return {
    source,
    copies: () => Object.fromEntries(readdirSync(to).map((name) => [name, readFileSync(join(to, name), 'utf8')])),
    statOf: (name: string) => statSync(join(to, name)),
    copy: (): Promise<Ended> => {
      const pairs = names.flatMap((name) => [name, source(name.replace('?', ''))]);
      const group = String(process.getgid?.());
      return runToEnd({ argv: ['bash', SCRIPT, to, group, ...pairs], env: { PATH: process.env['PATH'] } });
    },
  };
}

test('copies are for their group to read and for nobody else', async () => {
  const { source, copies, statOf, copy } = secrets();
  writeFileSync(source('tls-key'), 'key', { mode: 0o600 });
  writeFileSync(source('bootstrap-token'), 'token', { mode: 0o644 });
  expect(await copy()).toMatchObject({ exitCode: 0, said: '' });
  expect(copies()).toEqual({ 'tls-key': 'key', 'bootstrap-token': 'token' });
  expect([statOf('tls-key').mode & 0o777, statOf('bootstrap-token').mode & 0o777]).toEqual([0o440, 0o440]);
});

test('what has not changed is not written, though it is a link', async () => {
  const { source, statOf, copy } = secrets();
  writeFileSync(source('generation-1'), 'key');
  symlinkSync(source('generation-1'), source('tls-key'));
  await copy();
  const before = statOf('tls-key');
  await copy();
  expect(statOf('tls-key')).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
});

test('a link that leads elsewhere now brings what it leads to', async () => {
  const { source, copies, copy } = secrets();
  writeFileSync(source('generation-1'), 'key');
  writeFileSync(source('generation-2'), 'new');
  symlinkSync(source('generation-1'), source('tls-key'));
  await copy();
  symlinkSync(source('generation-2'), source('next'));
  renameSync(source('next'), source('tls-key'));
  expect((await copy()).said).toBe('');
  expect(copies()).toEqual({ 'tls-key': 'new' });
});

test('who reads has the former file or the new one, whole', async () => {
  const { source, statOf, copy } = secrets();
  writeFileSync(source('tls-key'), 'key');
  await copy();
  const before = statOf('tls-key').ino;
  writeFileSync(source('tls-key'), 'new');
  await copy();
  expect(statOf('tls-key').ino).not.toBe(before);
});

test('a token that was taken away is taken away here too', async () => {
  const { source, copies, copy } = secrets();
  writeFileSync(source('tls-key'), 'key');
  writeFileSync(source('bootstrap-token'), 'token');
  await copy();
  rmSync(source('bootstrap-token'));
  expect(await copy()).toMatchObject({ exitCode: 0, said: '' });
  expect(copies()).toEqual({ 'tls-key': 'key' });
});

test('a key that is missing is named, its copy stays, and the others are copied', async () => {
  const { source, copies, copy } = secrets(['tls-key', 'client-ca']);
  writeFileSync(source('tls-key'), 'key');
  writeFileSync(source('client-ca'), 'ca');
  await copy();
  rmSync(source('tls-key'));
  writeFileSync(source('client-ca'), 'other');
  const { exitCode, said } = await copy();
  expect(exitCode).toBe(1);
  expect(said).toBe(`nixfleet: there is no ${source('tls-key')}, which the control plane is to have as its tls-key`);
  expect(copies()).toEqual({ 'tls-key': 'key', 'client-ca': 'other' });
});

test('names and paths are taken as they are', async () => {
  const name = `it's "a" $key; \\`;
  const { source, copies, copy } = secrets([name]);
  writeFileSync(source(name), 'key');
  expect((await copy()).said).toBe('');
  expect(copies()).toEqual({ [name]: 'key' });
});
