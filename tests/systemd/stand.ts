import { chmodSync, copyFileSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineReport } from '../../machines/model/machine-detail.ts';
import { checkout } from '../support/checkout.ts';
import type { AgentSettings } from '../nix/agent-settings.ts';
import { agentUnit } from './agent-unit.ts';
import { Container } from './container.ts';
import { PACKAGE, PLACES, TLS } from './place.ts';
import { Plane } from './plane.ts';
import { NIXOS, PROBED, type SystemPlan, writeSystem } from './system-plan.ts';
import { within } from './within.ts';
import { World } from './world.ts';

/** What a machine's systems are when they agree. */
export const everywhere = (path: string) => ({ running: path, profile: path, boot: path });

/** Keeps the agent from being started for as long as it is there. */
export const MASK = '/run/no-agent';

/** Holds up the switch to what ran at first, for as long as it is there. */
export const OBSTACLE = '/run/obstacle';
const FIRST_HOOKS = { stopped: `while [ -e ${OBSTACLE} ]; do sleep 0.1; done`, after: 'ip link set host0 up' };

const PROFILES = '/nix/var/nix/profiles';
const PATIENCE_MS = 60_000;
/** What an agent says over and over. */
const ROUTINE = new Set(['applying', 'up-to-date', 'health-check']);

/** A line of the machine's own record of its switches. */
export interface SwitchLine {
  /** Seconds since the epoch. */
  readonly at: number;
  /** `begins`, or the exit code. */
  readonly what: string;
  /** `test /nix/store/…` */
  readonly step: string;
}

/** A machine with a real systemd and a real Nix whose agent belongs to a real control plane. */
export class Stand {
  readonly machine: Container;
  readonly plane: Plane;
  readonly #world: World;
  readonly #settings: AgentSettings;
  #first = '';

  private constructor(machine: Container, plane: Plane, world: World, settings: AgentSettings) {
    this.machine = machine;
    this.plane = plane;
    this.#world = world;
    this.#settings = settings;
  }

  /** What it runs at first. */
  get first(): string {
    return this.#first;
  }

  /** Installs a machine as an installer would, and waits until its control plane has heard of it. */
  static async create(settings: AgentSettings = {}): Promise<Stand> {
    const world = await World.create();
    const plane = await Plane.create(world).catch(async (error: unknown) => {
      await world.remove();
      throw error;
    });
    writeMachine(join(world.folder, PLACES.upper), plane);
    const stand = new Stand(new Container(world, loans(), join(world.folder, 'machine.log')), plane, world, settings);
    try {
      await stand.#install();
      return stand;
    } catch (error) {
      const journal = await stand.journal().catch(String);
      await stand.remove();
      throw new Error(`the machine could not be installed: ${String(error)}\n${journal}`, { cause: error });
    }
  }

  /** Puts a closure into the machine's store: with the usual agent, unless its units have another. */
  async system({
    units = {},
    ...plan
  }: Omit<SystemPlan, 'units'> & Partial<Pick<SystemPlan, 'units'>>): Promise<string> {
    return installed(this.machine, {
      ...plan,
      units: { 'nixfleet-agent.service': await this.agent({}), ...units },
    });
  }

  /** The usual agent's unit with other settings. */
  agent(settings: AgentSettings): Promise<string> {
    return agentUnit(this.machine, { ...this.#settings, ...settings });
  }

  /** What runs, what the profile names, and what a boot would bring. */
  get systems() {
    const generation = this.machine.link(`${PROFILES}/system`) ?? '';
    return {
      running: this.machine.link('/run/current-system'),
      profile: this.machine.link(join(PROFILES, generation)),
      boot: this.machine.link('/boot/default'),
    };
  }

  /** The reports that say how an attempt went, oldest first. */
  async outcomes(): Promise<MachineReport[]> {
    const reports = await this.plane.reports();
    return reports.filter(({ message }) => !ROUTINE.has(message));
  }

  /** Waits for so many outcomes and two more rounds of the agent; all that it has told by then, in words. */
  async told(count = 1): Promise<string[]> {
    await this.until(`${count} outcomes to be reported`, async () => (await this.outcomes()).length >= count);
    await this.rounds();
    return (await this.outcomes()).map(({ success, outcome }) => `${outcome}${success ? '' : ', no success'}`);
  }

  /** Waits until the agent has made its periodic report twice: it has polled, too. */
  async rounds(): Promise<void> {
    const periodic = async () =>
      (await this.plane.reports()).filter(({ message }) => message === 'health-check').length;
    const before = await periodic();
    await this.until('the agent to go on', async () => (await periodic()) >= before + 2);
  }

  /** Somebody takes the lock of the switch, until `somebody.service` is stopped. */
  async holdLock(): Promise<void> {
    const lock = '/run/nixos/switch-to-configuration.lock';
    await this.machine.run(['systemd-run', '--unit=somebody', 'flock', lock, 'sleep', 'infinity']);
    const isHeld = async () => (await this.machine.finish(['flock', '--nonblock', lock, 'true'])).exitCode !== 0;
    await this.until('the lock to be held', isHeld);
  }

  /** Waits until something is so. */
  until<T>(what: string, look: () => T | Promise<T>) {
    return within(PATIENCE_MS, what, look);
  }

  /** What a unit, or everybody, has said since the first boot. */
  async journal(unit?: string): Promise<string> {
    const which = unit === undefined ? [] : ['--unit', unit];
    return (await this.machine.finish(['journalctl', '--no-pager', '-o', 'short-precise', '-q', ...which])).stdout;
  }

  /** The switches that were begun, and how they ended, in order. */
  async switches(): Promise<SwitchLine[]> {
    const { stdout } = await this.machine.run(['cat', '/var/log/switches']);
    return stdout
      .trim()
      .split('\n')
      .map((line) => {
        const [at = '', what = '', action = '', path = ''] = line.split(' ');
        return { at: Number(at), what, step: `${action} ${path}` };
      });
  }

  /** The switches that were begun, in order: `test /nix/store/…`. */
  async begun(): Promise<string[]> {
    return (await this.switches()).filter(({ what }) => what === 'begins').map(({ step }) => step);
  }

  /** Waits until a switch has begun. */
  untilBegun(wanted: string): Promise<true> {
    return this.until(`the begin of ${wanted}`, async () => (await this.begun()).includes(wanted));
  }

  /** Waits until a switch has ended, well or not. */
  untilEnded(wanted: string): Promise<true> {
    const isEnd = ({ step, what }: SwitchLine) => step === wanted && what !== 'begins';
    return this.until(`the end of ${wanted}`, async () => (await this.switches()).some(isEnd));
  }

  /** Waits until the machine has begun to prove itself on a path. */
  untilProving(path: string): Promise<true> {
    const isProbed = async () => (await this.machine.finish(['cat', PROBED])).stdout.includes(path);
    return this.until(`the probes of ${path}`, isProbed);
  }

  /** Seconds that a unit took to stop when it was last told to. */
  async secondsToStop(unit: string): Promise<number> {
    const { stdout } = await this.machine.run(['journalctl', '--output=short-unix', '--quiet', '--unit', unit]);
    const lines = stdout.split('\n');
    const at = (words: string) => Number(lines.findLast((line) => line.includes(`]: ${words} ${unit}`))?.split(' ')[0]);
    return at('Stopped') - at('Stopping');
  }

  /** Seconds from the end of one switch to the end of another. */
  async secondsBetween(from: string, to: string): Promise<number> {
    const ends = (await this.switches()).filter(({ what }) => what !== 'begins');
    const at = (wanted: string) => ends.findLast(({ step }) => step === wanted)?.at ?? Number.NaN;
    return at(to) - at(from);
  }

  /** Units of ours that are loaded, and processes beside the agent: what should not be there. */
  async leftovers(): Promise<string[]> {
    const listing = ['systemctl', 'list-units', 'nixfleet-*', '--all', '--plain', '--no-legend'];
    const { stdout } = await this.machine.run(listing);
    const units = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('nixfleet-agent.service'));
    return [...units, ...this.machine.processes().filter((command) => /keeper|switch-to-configuration/.test(command))];
  }

  /** Waits until nothing of an attempt is left but its files. */
  async settled(): Promise<void> {
    await this.until(
      'units and processes of the attempt to be gone',
      async () => (await this.leftovers()).length === 0,
    );
  }

  /** Ends everything, and removes what was written. */
  async remove(): Promise<void> {
    this.plane.close();
    await this.#world.remove();
  }

  async #install(): Promise<void> {
    const { machine, plane } = this;
    await Promise.all([machine.boot(), plane.start()]);
    this.#first = await this.system({ name: 'first', hooks: FIRST_HOOKS });
    await machine.run(['ln', '-s', this.#first, '/run/booted-system']);
    await machine.run(['nix-env', '--profile', `${PROFILES}/system`, '--set', this.#first]);
    await machine.run([`${this.#first}/bin/switch-to-configuration`, 'switch']);
    await this.until('the agent to report', async () => (await plane.reports()).length > 0);
  }
}

async function installed(machine: Container, plan: SystemPlan): Promise<string> {
  const folder = `/var/tmp/${plan.name}`;
  writeSystem(machine.path(folder), plan);
  return (await machine.run(['nix-store', '--add', folder])).stdout.trim();
}

/** What this machine lends: its Node, and the programs of this checkout. */
const loans = () => [
  { source: realpathSync(process.execPath), target: '/usr/bin/node' },
  ...['dist', 'node_modules', 'package.json', 'nix'].map((name) => ({
    source: realpathSync(join(checkout, name)),
    target: join(PACKAGE, name),
  })),
];

/** What the machine has on its disk before it is booted for the first time. */
function writeMachine(disk: string, { authority, identity }: Plane): void {
  const write = (file: string, text: string) => {
    mkdirSync(join(disk, file, '..'), { recursive: true });
    writeFileSync(join(disk, file), text);
  };
  const nix = ['build-users-group =', 'substituters =', 'extra-experimental-features = nix-command', 'sandbox = false'];
  write('/etc/nix/nix.conf', `${nix.join('\n')}\n`);
  // Whoever makes this file has masked the agent, as far as its closures let him.
  write('/etc/systemd/system/nixfleet-agent.service.d/mask.conf', `[Unit]\nConditionPathExists=!${MASK}\n`);
  write('/etc/machine-id', `${'0123456789abcdef'.repeat(2)}\n`);
  for (const folder of ['boot', 'var/log/journal', 'nixos', TLS]) mkdirSync(join(disk, folder), { recursive: true });
  copyFileSync(join(NIXOS, 'stage-2'), join(disk, 'nixos/stage-2'));
  chmodSync(join(disk, 'nixos/stage-2'), 0o755);
  copyFileSync(authority.caPath, join(disk, TLS, 'ca.pem'));
  copyFileSync(identity.certPath, join(disk, TLS, 'cert.pem'));
  copyFileSync(identity.keyPath, join(disk, TLS, 'key.pem'));
}
