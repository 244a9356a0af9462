import { lutimesSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createMachine, type Machine } from '../../../agent/compliance/machine.ts';
import { tempFolder } from '../../support/temp.ts';

/** Noon of the day on which the tests of compliance play. */
export const NOON = Date.UTC(2026, 3, 20, 12);

/** ms. */
export const DAY = 24 * 60 * 60 * 1000;

/** What a machine of a test has. All paths are absolute, as on the machine itself. */
export interface MachineParts {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Empty ones; those of files are made anyway. */
  readonly directories?: readonly string[];
  /** Files that may be run. */
  readonly executable?: readonly string[];
  /** Path of the link -> where it leads. */
  readonly links?: Readonly<Record<string, string>>;
  /** When files, directories or links (themselves) were last changed (ms since the epoch). */
  readonly changed?: Readonly<Record<string, number>>;
  /** Shell scripts by name, found before the real programs; a first line of their own is made when they have none. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Programs that are not installed there, be they here or not. */
  readonly without?: readonly string[];
  readonly now?: number;
}

/** A folder that stands for a machine, as probes see it. Real programs are asked where it has none of its own. */
export function aMachine(parts: MachineParts = {}): Machine {
  const {
    files = {},
    directories = [],
    executable = [],
    links = {},
    changed = {},
    programs = {},
    without = [],
    now = NOON,
  } = parts;
  const [root, bin] = [tempFolder(), tempFolder()];
  for (const directory of directories) mkdirSync(join(root, directory), { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    // As ssh wants keys to be.
    const mode = typeof text === 'string' && text.includes('PRIVATE KEY') ? 0o600 : 0o644;
    writeFileSync(placeFor(root, file), text, { mode: executable.includes(file) ? 0o755 : mode });
  }
  for (const [link, target] of Object.entries(links)) symlinkSync(target, placeFor(root, link));
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(bin, name), script.startsWith('#!') ? script : `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  // Last: making something in a directory changes it.
  for (const [path, at] of Object.entries(changed)) lutimesSync(join(root, path), at / 1000, at / 1000);
  const machine = createMachine(root, now, `${bin}:${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`);
  return {
    ...machine,
    ask: async (argv, ...rest) => (without.includes(argv[0]) ? undefined : await machine.ask(argv, ...rest)),
  };
}

function placeFor(root: string, file: string): string {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}
