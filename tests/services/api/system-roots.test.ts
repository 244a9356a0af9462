import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { namedRootFiles, rootFiles, systemRoots } from '../../../services/api/system-roots.ts';
import { tempFolder } from '../../support/temp.ts';

/** A folder with these files; what is in each is its name. */
function aFolderOf(...names: readonly string[]): { readonly folder: string; at(name: string): string } {
  const folder = tempFolder();
  for (const name of names) writeFileSync(join(folder, name), name);
  return { folder, at: (name) => join(folder, name) };
}

describe('the roots that a system trusts', () => {
  test('are in the file that OpenSSL is told of, before the one that is for Nix', () => {
    const { at } = aFolderOf('openssl.pem', 'nix.pem');
    const env = { SSL_CERT_FILE: at('openssl.pem'), NIX_SSL_CERT_FILE: at('nix.pem') };
    expect(systemRoots(env)).toEqual(['openssl.pem']);
    expect(systemRoots({ NIX_SSL_CERT_FILE: at('nix.pem') })).toEqual(['nix.pem']);
  });

  test('are in folders, too', () => {
    const one = aFolderOf('a.pem', 'b.pem');
    const other = aFolderOf('c.pem');
    mkdirSync(one.at('sub'));
    const env = { SSL_CERT_DIR: `${one.folder}:${other.folder}:/nowhere/at/all` };
    expect(systemRoots(env)).toEqual(['a.pem', 'b.pem', 'c.pem']);
    expect(systemRoots({ ...env, SSL_CERT_FILE: other.at('c.pem') })).toEqual(['c.pem', 'a.pem', 'b.pem', 'c.pem']);
  });

  test('are read once in a folder that was rehashed', () => {
    const { folder, at } = aFolderOf('a.pem', 'b.pem');
    symlinkSync('a.pem', at('0123abcd.0'));
    symlinkSync('b.pem', at('0123abcd.1'));
    symlinkSync('gone.pem', at('0123abce.0'));
    expect(systemRoots({ SSL_CERT_DIR: folder })).toEqual(['a.pem', 'b.pem']);
  });

  test('are the usual ones when what is named is not there', () => {
    const env = { SSL_CERT_FILE: '/nowhere/at/all', SSL_CERT_DIR: '' };
    expect(namedRootFiles(env)).toEqual([]);
    expect(rootFiles(env)).toEqual(rootFiles({}));
    expect(systemRoots(env).length).toBeGreaterThan(0);
  });
});
