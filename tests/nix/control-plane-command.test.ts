import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, onTestFinished, test } from 'vitest';
import { anAuthority } from '../support/certificates.ts';
import { program } from '../support/checkout.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { fleetEnvironment } from '../support/environment.ts';
import { runToEnd } from '../support/processes.ts';
import { secureStatus } from '../support/secure-status.ts';
import { tempFolder } from '../support/temp.ts';
import { evaluated } from './evaluate.ts';
import { given } from './given.ts';

/** What the options of the module are unless somebody says otherwise, but for the port. */
const DEFAULTS = {
  listen: '127.0.0.1:0',
  tls: { cert: null, key: null, clientCa: null },
  bootstrapTokenFile: null,
  metricsListen: null,
  maxConnections: 30_000,
  keepReports: 7,
  keepAudit: 365,
  keepEvents: 365,
  keepEvidence: 365,
  logLevel: 'info',
};

/** Flags that no option gives: those of tests, and those that do something else than serve. */
const LEFT_OUT = ['--shards', '--ready-file', '--version', '--help'];

/** The flags that the module gives the program for these options. */
async function flagsFor(service: object): Promise<string[]> {
  const args = { program: '"control-plane"', service: given(service) };
  const [name, ...flags] = Value.Parse(
    Type.Array(Type.String()),
    await evaluated({ file: 'nix/lib/control-plane-command.nix', args }),
  );
  expect(name).toBe('control-plane');
  return flags;
}

/** The real control plane, started with them. */
async function started(folder: string, flags: readonly string[]): Promise<ControlPlane> {
  const plane = new ControlPlane(folder, fleetEnvironment(folder), join(folder, 'log'), flags);
  onTestFinished(() => plane.stop());
  return plane.start();
}

/** Everything that can be said, with mutual TLS by files in `folder`. */
async function everything(folder: string) {
  const authority = await anAuthority(folder);
  const own = await authority.issue('/CN=cp');
  const token = join(folder, 'token');
  writeFileSync(token, 'let me in\n');
  const tls = { cert: own.certPath, key: own.keyPath, clientCa: authority.caPath };
  const limits = {
    maxConnections: 50,
    keepReports: 1,
    keepAudit: 0,
    keepEvents: 99_999,
    keepEvidence: 90,
    logLevel: 'debug',
  };
  const files = { dbPath: join(folder, 'state.db'), bootstrapTokenFile: token };
  const service = { ...DEFAULTS, ...limits, ...files, tls, metricsListen: '127.0.0.1:0' };
  return { service, trust: { ca: authority.ca, cert: own.cert, key: own.key } };
}

describe('the command line of the control plane that Nix makes', () => {
  test('starts the program with the defaults', async () => {
    const folder = tempFolder();
    const plane = await started(folder, await flagsFor({ ...DEFAULTS, dbPath: join(folder, 'state.db') }));
    expect((await fetch(`${plane.url}/ready`)).status).toBe(200);
  });

  test('starts it with everything that can be said', async () => {
    const folder = tempFolder();
    const { service, trust } = await everything(folder);
    const plane = await started(folder, await flagsFor(service));
    expect(await secureStatus(plane.url, trust, { method: 'GET', path: '/ready' })).toBe(200);
    // Metrics have their own listener: they are nowhere else.
    expect(await secureStatus(plane.url, trust, { method: 'GET', path: '/metrics' })).toBe(404);
  });

  test('starts it with paths that a shell, systemd or Nix would trip over', async () => {
    const folder = join(tempFolder(), `-it's a "$HOME" of %n; \\ \${x}`);
    mkdirSync(folder);
    const { service, trust } = await everything(folder);
    const plane = await started(folder, await flagsFor(service));
    expect(await secureStatus(plane.url, trust, { method: 'GET', path: '/ready' })).toBe(200);
  });

  test('has every flag that the program knows, but those that are left out', async () => {
    const folder = tempFolder();
    const { service } = await everything(folder);
    const said = (await flagsFor(service)).map((flag) => flag.replace(/=.*/s, ''));
    const launch = { argv: [...program('nixfleet-control-plane'), '--help'] as const, env: fleetEnvironment(folder) };
    const { stdout } = await runToEnd(launch);
    const known = new Set(stdout.match(/--[a-z][a-z-]+/g));
    expect([...said, ...LEFT_OUT].toSorted()).toEqual([...known].toSorted());
  });
});
