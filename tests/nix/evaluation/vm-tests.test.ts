import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkout } from '../../support/checkout.ts';
import { evaluated } from '../evaluate.ts';
import { nixpkgsNamed } from '../nixpkgs-named.ts';

const Machine = Type.Object({
  hostName: Type.String(),
  failed: Type.Array(Type.String()),
  units: Type.Record(Type.String(), Type.String()),
  substituters: Type.Array(Type.String()),
  others: Type.Array(Type.String()),
});
const VmTest = Type.Object({
  name: Type.String(),
  machines: Type.Record(Type.String(), Machine),
  script: Type.String(),
});
const VmTests = Type.Record(Type.String(), VmTest);
type VmTests = Static<typeof VmTests>;

const names = readdirSync(join(checkout, 'nix/tests/vm'))
  .filter((file) => file.endsWith('.nix'))
  .map((file) => basename(file, '.nix'));

/** The 21 of the specification, that of compliance, and the whole way of a switch. */
const EXPECTED = [
  ...['core', 'minimal', 'firewall', 'monitoring', 'backup', 'secrets', 'cache-server', 'backup-restic', 'fleet'],
  ...['tag-sync', 'release', 'bootstrap', 'deploy-ssh', 'apply-failure', 'revert', 'timeout', 'poll-retry'].map(
    (name) => `fleet-${name}`,
  ),
  'compliance-evidence',
  ...['mtls-missing', 'mtls-cn-mismatch', 'rollback-ssh', 'agent-rebuild', 'switch'].map((name) => `fleet-${name}`),
];

/** What Python has against the scripts, by the name of the test. */
function complaints(tests: Readonly<Record<string, { script: string; machines: readonly string[] }>>) {
  const checker = join(checkout, 'tests/nix/evaluation/vm-script.py');
  const { status, stdout, stderr } = spawnSync('python3', [checker], {
    encoding: 'utf8',
    input: JSON.stringify(tests),
  });
  if (status !== 0) throw new Error(stderr);
  return Value.Parse(Type.Record(Type.String(), Type.Array(Type.String())), JSON.parse(stdout));
}

let all: VmTests;
let said: Readonly<Record<string, readonly string[]>>;

const found = (name: string) => {
  const one = all[name];
  if (one === undefined) throw new Error(`nix/tests/vm-tests.nix does not have ${name}`);
  return one;
};

beforeAll(async () => {
  all = Value.Parse(VmTests, await evaluated({ file: 'nix/tests/vm-tests.nix', args: { nixpkgs: nixpkgsNamed() } }));
  const scripts = Object.entries(all).map(([name, { script, machines }]) => {
    return [name, { script, machines: Object.keys(machines) }] as const;
  });
  said = complaints(Object.fromEntries(scripts));
}, 60_000);

test('the VM tests are the 21 of the specification, that of compliance and one of a whole switch', () => {
  expect(names.toSorted()).toEqual(EXPECTED.toSorted());
});

test('what Python has against a script is told', () => {
  const broken = {
    syntax: { script: 'start_all(', machines: [] },
    names: { script: 'import os\nweb_01.start()\nweb_02.start()\nprint(f"none")', machines: ['web-01', 'cp'] },
  };
  expect(complaints(broken)).toEqual({
    syntax: [expect.stringMatching(/^line 1: /)],
    names: [
      'web_02 is neither a machine nor anything else',
      'the machine cp is never used',
      'os is imported and not used',
      'line 4: an f-string without a value',
    ],
  });
});

describe.each(names)('the VM test %s', (name) => {
  test('has machines that nothing is wrong with', () => {
    const failed = Object.entries(found(name).machines).map(([machine, { failed: messages }]) => [machine, messages]);
    expect(failed).toEqual(Object.keys(found(name).machines).map((machine) => [machine, []]));
  });

  test('calls its machines what their hosts are called', () => {
    const called = Object.values(found(name).machines).map(({ hostName }) => hostName);
    expect(called).toEqual(Object.keys(found(name).machines));
  });

  test('has a script that Python takes, about machines that there are', () => {
    expect(said[name]).toEqual([]);
  });

  test('asks by the API and the CLI, never in the database', () => {
    expect(found(name).script).not.toMatch(/sqlite|state\.db|INSERT|SELECT/);
  });
});

describe('the machines of a VM test', () => {
  test('ask no cache of the world', () => {
    const { machines } = found('fleet');
    for (const { substituters } of Object.values(machines)) expect(substituters).toEqual([]);
  });

  test('ask the cache that they are told of', () => {
    expect(found('fleet-release').machines['agent']?.substituters.join(' ')).toContain('http://cache:5000');
  });

  test('have their agents started with a certificate of their own', () => {
    const unit = found('fleet').machines['web-01']?.units['nixfleet-agent'] ?? '';
    expect(unit).toMatch(/--machine-id=web-01\b/);
    expect(unit).toContain('/etc/nixfleet-tls/key.pem');
    expect(unit).toContain('--dry-run');
    expect(found('fleet-switch').machines['agent']?.units['nixfleet-agent']).not.toContain('--dry-run');
  });

  test('bring what is to be sent to others, and those have it not', () => {
    const { machines } = found('fleet-deploy-ssh');
    expect(machines['operator']?.others).toHaveLength(1);
    expect(machines['target']?.others).toEqual([]);
  });
});
