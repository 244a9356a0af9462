import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { configPath } from '../../../cli/config/find-config.ts';

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nixfleet-find-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'below'));
  writeFileSync(join(folder, '.nixfleet.toml'), '');
  return folder;
}

describe('the configuration file of a folder', () => {
  test('is the nearest; a link that leads nowhere is none', () => {
    const folder = aFolder();
    symlinkSync('/nowhere', join(folder, 'below/.nixfleet.toml'));
    expect(configPath(join(folder, 'below'))).toBe(join(folder, '.nixfleet.toml'));
  });

  test('is not one further up where the nearest cannot be looked at', () => {
    const path = join(aFolder(), 'below/.nixfleet.toml');
    symlinkSync('.nixfleet.toml', path);
    expect(() => configPath(join(path, '..'))).toThrow(`cannot look at ${path}; name the file to use: --config <path>`);
  });
});
