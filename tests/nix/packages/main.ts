import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { nixpkgsNamed } from '../nixpkgs-named.ts';
import { shownFaults } from './installed.ts';
import { nixBuild } from './nix-build.ts';

/*
 * `npm run nix:packages`: builds what `nix build` would, with the Nix, the Node and the compilers of this machine in place
 * of nixpkgs' own, and uses what was installed. Minutes: SQLite is compiled.
 */

const AUTHORITIES = process.env['NIX_SSL_CERT_FILE'] ?? '/etc/ssl/certs/ca-certificates.crt';

const say = (line: string) => void process.stdout.write(`${line}\n`);
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nixfleet-packages-')));
const startedAt = performance.now();
try {
  for (const name of ['home', 'tmp']) mkdirSync(join(folder, name));
  const build = {
    folder,
    nixpkgs: nixpkgsNamed(),
    node: dirname(dirname(realpathSync(process.execPath))),
    authorities: AUTHORITIES,
    path: process.env['PATH'] ?? '',
  };
  const packages = await nixBuild(build, (line) => void (/^building |hash mismatch/.test(line) && say(line)));
  say(`built in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  const faults = await shownFaults(packages, { folder, say });
  for (const fault of faults) say(`✖ ${fault}`);
  say(
    `${faults.length === 0 ? '✔ all as it should be' : '✖ not as it should be'}, in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
