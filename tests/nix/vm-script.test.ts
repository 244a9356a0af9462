import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { checkout, program } from '../support/checkout.ts';
import { fleetEnvironment } from '../support/environment.ts';
import { freePort } from '../support/free-port.ts';
import { runToEnd } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';
import { evaluated } from './evaluate.ts';

const LIMIT_MS = 120_000;
const HOLDERS = ['web-01', 'web-02', 'db-01', 'agent', 'operator', 'tagged', 'unauth'];
/** Without nixpkgs: of `lib` and of the modules only the machines are made, and those are not looked at. */
const GIVEN = '{ lib = null; scopes = null; modules = null; packages = null; }';

/** What a test's machine has here besides its name. */
interface Agent {
  readonly tags?: readonly string[];
  readonly checks?: object;
  readonly startedByHand?: boolean;
  readonly applies?: boolean;
}

interface Place {
  readonly folder: string;
  readonly certificates: string;
  readonly port: number;
}

const textOf = async (expression: string) => Value.Parse(Type.String(), await evaluated({ expression }));

/** The certificates, by the very commands of the VM tests. */
async function issued(folder: string): Promise<string> {
  const commands = await textOf(`import ./nix/tests/vm/_lib/certificates.nix {
    lib.escapeShellArgs = builtins.concatStringsSep " ";
    runCommand = _: _: text: text;
    openssl = null;
    names = [ ${HOLDERS.map((name) => `"${name}"`).join(' ')} ];
  }`);
  const out = join(folder, 'certificates');
  const argv = ['bash', '-euo', 'pipefail', '-c', commands] as const;
  const { exitCode, said } = await runToEnd({ argv, env: { ...process.env, out } });
  if (exitCode !== 0) throw new Error(said);
  return out;
}

/** A folder that is a machine: what is at /etc/nixfleet-tls in a VM, what runs, and the CLI. */
function aMachine(name: string, { folder, certificates, port }: Place) {
  const root = join(folder, name);
  for (const each of ['tls', 'bin', 'run', 'home', 'etc/nixfleet']) mkdirSync(join(root, each), { recursive: true });
  const tls = join(root, 'tls');
  symlinkSync(join(certificates, 'ca.pem'), join(tls, 'ca.pem'));
  symlinkSync(join(certificates, `${name}.pem`), join(tls, 'cert.pem'));
  symlinkSync(join(certificates, `${name}.key`), join(tls, 'key.pem'));
  symlinkSync(`/nix/store/${'1'.repeat(32)}-nixos-system-${name}`, join(root, 'run/current-system'));
  writeFileSync(join(root, 'metrics'), 'node_systemd_unit_state 1\n');
  const cli = program('nixfleet').map((word) => `'${word}'`);
  writeFileSync(join(root, 'bin/nixfleet'), `#!/bin/sh\nexec ${cli.join(' ')} "$@"\n`, { mode: 0o755 });
  const env = fleetEnvironment(root);
  const url = `https://localhost:${port}`;
  const shown = { ca: join(tls, 'ca.pem'), cert: join(tls, 'cert.pem'), key: join(tls, 'key.pem') };
  return {
    root,
    url,
    shown,
    env: {
      ...env,
      HOME: join(root, 'home'),
      PATH: `${join(root, 'bin')}:${env['PATH']}`,
      NIXFLEET_CONTROL_PLANE_URL: url,
      NIXFLEET_CA_CERT: shown.ca,
      NIXFLEET_CLIENT_CERT: shown.cert,
      NIXFLEET_CLIENT_KEY: shown.key,
    },
    replace: {
      'https://cp:8080': url,
      '/etc/nixfleet-tls': tls,
      '/run/current-system': join(root, 'run/current-system'),
      '/run/sick': join(root, 'run/sick'),
      'http://localhost:9100/metrics': `file://${join(root, 'metrics')}`,
      ':8080': `:${port}`,
    },
  };
}

/** The control plane as the VM tests' unit starts it. */
function aPlane(place: Place) {
  const { root, shown, ...machine } = aMachine('cp', place);
  const tls = ['--tls-cert', shown.cert, '--tls-key', shown.key, '--client-ca', shown.ca];
  const where = ['--listen', `127.0.0.1:${place.port}`, '--db-path', join(root, 'state.db'), '--shards', '1'];
  const argv = [...program('nixfleet-control-plane'), ...where, ...tls];
  return { ...machine, root, service: { argv, log: join(root, 'log'), starts: true } };
}

/** An agent as the VM tests' unit starts it. */
function anAgent(name: string, place: Place, { tags = [], checks, startedByHand = false, applies = false }: Agent) {
  const { root, url, shown, ...machine } = aMachine(name, place);
  const health = join(root, 'etc/nixfleet/health-checks.json');
  const text = JSON.stringify(checks ?? {}).replaceAll('/run/', `${join(root, 'run')}/`);
  writeFileSync(health, text);
  const flags = {
    'control-plane-url': url,
    'machine-id': name,
    root,
    'db-path': join(root, 'state.db'),
    'health-config': health,
    'poll-interval': '2',
    'retry-interval': '1',
    'health-interval': '2',
    'confirm-timeout': '3',
    'ca-cert': shown.ca,
    'client-cert': shown.cert,
    'client-key': shown.key,
    ...(tags.length > 0 && { tags: tags.join(',') }),
  };
  const words = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
  const argv = [...program('nixfleet-agent'), ...words, ...(applies ? [] : ['--dry-run'])];
  return { ...machine, root, service: { argv, log: join(root, 'log'), starts: !startedByHand } };
}

/** Runs the script of a VM test with the real programs; what went wrong, or "". */
async function outcome(name: string, agents: Readonly<Record<string, Agent>>, others: readonly string[] = []) {
  const script = await textOf(`(import ./nix/tests/vm/${name}.nix ${GIVEN}).testScript`);
  const folder = tempFolder();
  const place = { folder, certificates: await issued(folder), port: await freePort() };
  const machines = {
    cp: aPlane(place),
    ...Object.fromEntries(Object.entries(agents).map(([agent, how]) => [agent, anAgent(agent, place, how)])),
    ...Object.fromEntries(others.map((other) => [other, { ...aMachine(other, place), service: null }])),
  };
  const given = join(place.folder, 'given.json');
  writeFileSync(given, JSON.stringify({ script, machines }));
  const runner = join(checkout, 'tests/nix/vm-script.py');
  const argv = ['sh', '-c', 'exec python3 "$0" <"$1"', runner, given] as const;
  const { exitCode, said } = await runToEnd(
    { argv, env: process.env },
    { signal: AbortSignal.timeout(LIMIT_MS - 5_000) },
  );
  return exitCode === 0 ? '' : said;
}

const web = { tags: ['web'] };
const sick = { command: [{ name: 'not sick', command: 'test ! -e /run/sick', timeout: 5 }] };
const nobody = { http: [{ url: 'http://localhost:9999/health', timeout: 3, expectedStatus: 200 }] };

/** What each VM test has besides its control plane. */
const TESTS: readonly [string, Readonly<Record<string, Agent>>, (readonly string[])?][] = [
  ['fleet', { 'web-01': web, 'web-02': web, 'db-01': { tags: ['db'], checks: nobody } }],
  ['fleet-tag-sync', { tagged: { tags: ['web', 'production', 'eu-west'] } }],
  ['fleet-bootstrap', { 'web-01': { startedByHand: true }, 'web-02': { startedByHand: true } }, ['operator']],
  ['fleet-apply-failure', { 'web-01': { checks: sick } }],
  ['fleet-timeout', { 'web-01': { startedByHand: true } }],
  ['fleet-poll-retry', { agent: {} }],
  ['fleet-mtls-missing', {}, ['unauth']],
  ['fleet-mtls-cn-mismatch', {}, ['unauth']],
  ['fleet-agent-rebuild', { agent: { applies: true } }],
];

describe('without a VM, with the real programs, the script of', () => {
  test.each(TESTS)('vm-%s comes to its end', { timeout: LIMIT_MS }, async (...[name, agents, others]) => {
    expect(await outcome(name, agents, others)).toBe('');
  });

  test('vm-fleet-tag-sync fails where a tag is missing', { timeout: LIMIT_MS }, async () => {
    expect(await outcome('fleet-tag-sync', { tagged: { tags: ['web'] } })).toContain('AssertionError');
  });
});
