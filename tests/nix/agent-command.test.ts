import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../agent/config.ts';
import { FLAGS } from '../../agent/flags.ts';
import { aServer } from '../support/a-server.ts';
import { program } from '../support/checkout.ts';
import { fleetEnvironment } from '../support/environment.ts';
import { runToEnd, startProgram } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type AgentSettings, agentSettings } from './agent-settings.ts';
import { evaluated } from './evaluate.ts';
import { given } from './given.ts';

const Argv = Type.Array(Type.String(), { minItems: 1 });
const Environment = Type.Record(Type.String(), Type.String());

/** What the modules start an agent with. */
async function startOf(settings: AgentSettings, prefix: readonly string[] = []) {
  const all = given(agentSettings(settings));
  const command = `import ./nix/lib/agent-command.nix { program = ${given(prefix)}; settings = ${all}; }`;
  const argv = Value.Parse(Argv, await evaluated({ expression: command }));
  const environment = await evaluated({ expression: `import ./nix/lib/agent-environment.nix ${all}` });
  return { argv, environment: Value.Parse(Environment, environment) };
}

/** What the agent understands of it. */
async function understood(settings: AgentSettings) {
  const { argv, environment } = await startOf(settings);
  return readConfig(argv, environment);
}

const EVERYTHING: AgentSettings = {
  pollInterval: 1,
  retryInterval: 2,
  healthInterval: 3,
  dbPath: '/data/nixfleet/state.db',
  cacheUrl: 's3://cache?region=eu-west-3&endpoint=minio.test',
  dryRun: true,
  allowInsecure: true,
  tls: { caCert: '/etc/ca.pem', clientCert: '/run/keys/cert.pem', clientKey: '/run/keys/key.pem' },
  metricsPort: 9101,
  metricsHost: '::1',
  metricsOpenFirewall: true,
  tags: ['web', 'production'],
  confirmTimeout: 4,
  activationTimeout: 5,
  activationMode: 'switch',
  fetchStall: 6,
  onDrift: 'correct',
  link: 'off',
  requireSignatures: true,
  evidenceDir: '/data/compliance',
};

/** What a shell, systemd or an argument parser could take for something else. */
const HOSTILE = ['-x', '--dry-run', "it's", '"quoted"', '%h %% %', '$HOME ${HOME} $$', 'a\\b\\', ';rm', 'a=b', 'ü☃'];

describe('the agent that the modules start', () => {
  test('has the defaults that the agent has by itself', async () => {
    const own = readConfig(['--control-plane-url=https://cp.test:8080', '--machine-id=web-01'], {});
    expect(await understood({})).toEqual(own);
  });

  test('is told all that there are options for', async () => {
    const untold = Object.keys(agentSettings()).filter((name) => !(name in EVERYTHING));
    expect(untold).toEqual(['controlPlaneUrl', 'machineId']);
    expect(await understood(EVERYTHING)).toMatchObject({
      pollSeconds: 1,
      retrySeconds: 2,
      healthSeconds: 3,
      dbPath: '/data/nixfleet/state.db',
      cacheUrl: 's3://cache?region=eu-west-3&endpoint=minio.test',
      isDryRun: true,
      allowsInsecure: true,
      caCert: '/etc/ca.pem',
      clientCert: '/run/keys/cert.pem',
      clientKey: '/run/keys/key.pem',
      metricsPort: 9101,
      metricsHost: '::1',
      tags: ['web', 'production'],
      confirmSeconds: 4,
      activationSeconds: 5,
      activationMode: 'switch',
      fetchStallSeconds: 6,
      onDrift: 'correct',
      usesLink: false,
      requiresSignatures: true,
      evidenceDir: '/data/compliance',
    });
  });

  test('gets every flag that the agent has, but for tags and evidence, which are in its environment, and --root, which is for tests', async () => {
    const { argv } = await startOf(EVERYTHING);
    const told = argv.map((word) => word.replace(/^--|=.*$/gs, ''));
    expect([...told, 'tags', 'evidence-dir', 'root'].toSorted()).toEqual(FLAGS.map(({ name }) => name).toSorted());
  });

  test.each(HOSTILE)('takes %s for a value', async (text) => {
    const config = await understood({ machineId: text, dbPath: text, cacheUrl: text, tags: [text] });
    expect(config).toMatchObject({ machineId: text, dbPath: text, cacheUrl: text, tags: [text] });
  });

  test('is known to the program as it is built, with all of that', async () => {
    const folder = tempFolder();
    const { argv, environment } = await startOf({ ...EVERYTHING, tls: agentSettings().tls }, [
      ...program('nixfleet-agent'),
      ...['check', '--root', folder],
    ]);
    const [file = '', ...rest] = argv;
    const { exitCode, said } = await runToEnd({
      argv: [file, ...rest],
      env: { ...fleetEnvironment(folder), ...environment },
    });
    // 2 would be: used wrongly. There is no control plane.
    expect(exitCode).toBe(1);
    expect(said).toContain('✖ control plane');
  });

  test('reports to a control plane with its tags', async () => {
    const plane = await aServer();
    const folder = tempFolder();
    const settings = {
      controlPlaneUrl: plane.url,
      allowInsecure: true,
      dbPath: `${folder}/state.db`,
      tags: ['web', '100 % "pure" $HOME'],
      healthInterval: 1,
    };
    const { argv, environment } = await startOf(settings, [...program('nixfleet-agent'), '--root', folder]);
    const [file = '', ...rest] = argv;
    const launch = { argv: [file, ...rest] as const, env: { ...fleetEnvironment(folder), ...environment } };
    const agent = await startProgram('the agent', launch, `${folder}/agent.log`);
    try {
      const tags = () => plane.db.prepare('SELECT tag FROM machine_tags ORDER BY tag').pluck().all();
      await waitUntil(() => tags().length > 0, { limitMs: 30_000, what: 'a report with tags' });
      expect(tags()).toEqual(['100 % "pure" $HOME', 'web']);
    } finally {
      await agent.stop();
    }
  });
});
