import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { MachineCompliance } from '../../../machines/model/compliance.ts';
import { collectEvidence, prepareEvidence } from '../../support/machine-evidence.ts';
import { runToEnd } from '../../support/processes.ts';
import { DemoFailed } from '../failure.ts';
import type { Stage } from '../stage.ts';
import type { Step } from '../step.ts';

const ID = 'db-01';
/** What files say: what systemd or a kernel would have to say is another machine's than the folder's. */
const CONTROLS = ['change-management', 'encryption-in-transit', 'key-management', 'supply-chain'];
const EXCUSED = {
  'supply-chain': {
    rationale: 'nobody knows the inputs of a demonstration',
    owner: 'demo@localhost',
    expires: '2099-12-31',
  },
};
const GLANCE_MS = 100;

/** What a machine can prove of its compliance, and what becomes of it when somebody changes it. */
export const compliance: Step = {
  title: 'Evidence of compliance, signed by the machine',
  shows: 'collected, verified, shown; verified offline; a change is found out',
  async play(stage) {
    await collected(stage);
    await looked(stage);
    await verifiedOffline(stage);
  },
};

async function collected(stage: Stage): Promise<void> {
  const { fleet, narrator } = stage;
  const root = join(fleet.folder, 'machines', ID);
  const machine = { id: ID, root, env: fleet.env, controls: CONTROLS, exceptions: EXCUSED };
  narrator.say(`${ID} has an SSH host key; its collector asks ${CONTROLS.length} probes and signs what they say.`);
  await prepareEvidence(machine);
  narrator.command(['nixfleet-compliance', 'collect', '--root', root]);
  const { exitCode, said } = await collectEvidence(machine);
  said
    .trimEnd()
    .split('\n')
    .forEach((line) => narrator.output(line));
  if (exitCode !== 0) throw new DemoFailed(`nixfleet-compliance collect ended with exit code ${exitCode}`);
  const taken = await whatArrived(stage);
  stage.check(`its agent has sent it, and the control plane has verified it`, taken.trust === 'verified', taken);
}

async function looked(stage: Stage): Promise<void> {
  await stage.nixfleet(['compliance', 'show', ID], 1);
  const { controls, is_current: isCurrent } = await whatArrived(stage);
  const expected = {
    ...{ 'change-management': 'non-compliant', 'supply-chain': 'exempt' },
    ...{ 'encryption-in-transit': 'compliant', 'key-management': 'compliant' },
  };
  const isHonest = Object.entries(expected).every(([control, status]) => controls[control] === status);
  stage.check('two controls hold, one does not and says why, one is excused by name', isHonest && isCurrent, controls);
  await stage.nixfleet(['compliance', 'report', '--control', 'key-management'], 1);
  stage.narrator.say('It exits with 1: five machines have proved nothing, and what is not known is not met.');
}

async function verifiedOffline(stage: Stage): Promise<void> {
  const { fleet, narrator } = stage;
  const folder = join(fleet.folder, 'audit');
  await stage.nixfleet(['compliance', 'export', ID, '--out', folder]);
  stage.check('OpenSSH alone verifies what was exported', (await opensshVerifies(stage, folder)) === 0);
  const forged = join(fleet.folder, 'forged');
  cpSync(folder, forged, { recursive: true });
  const document = join(forged, 'evidence.json');
  writeFileSync(document, readFileSync(document, 'utf8').replaceAll('"non-compliant"', '"compliant"'));
  narrator.say('Somebody makes what fails compliant in a copy:');
  stage.check('OpenSSH refuses the copy', (await opensshVerifies(stage, forged)) !== 0);
  await stage.nixfleet(['compliance', 'verify', forged], 1);
}

/** The exit code of `ssh-keygen -Y verify`. */
async function opensshVerifies({ narrator, fleet, signal }: Stage, folder: string): Promise<number> {
  const file = (name: string) => join(folder, name);
  const words = ['-f', file('allowed_signers'), '-s', file('evidence.json.sig')];
  const argv = ['ssh-keygen', '-Y', 'verify', '-n', 'nixfleet-evidence', '-I', ID, ...words];
  narrator.command([...argv, '<', file('evidence.json')]);
  const shell = `exec "$@" < '${file('evidence.json')}'`;
  const launch = { argv: ['sh', '-c', shell, 'sh', ...argv] as const, env: fleet.env };
  const { exitCode } = await runToEnd(launch, { signal, onLine: (line) => narrator.output(line) });
  return exitCode;
}

/** What the control plane has of the machine, once it has something. */
async function whatArrived({ fleet, signal }: Stage): Promise<MachineCompliance> {
  for (;;) {
    const machines = await fleet.client.complianceMachines();
    const found = machines.find(({ machine_id: id, trust }) => id === ID && trust !== null);
    if (found !== undefined) return found;
    await pause(GLANCE_MS, undefined, { signal });
  }
}
