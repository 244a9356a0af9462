import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentMachine, type Whereabouts } from '../support/agent-machine.ts';
import { addSystem } from '../support/fake-system.ts';
import { removeRootsIn } from '../support/gc-roots.ts';
import type { Program } from '../support/processes.ts';
import { waitUntil } from '../support/wait-until.ts';
import { diceFor } from '../simulation/dice-for.ts';
import { brokenPromises } from './agent-promises.ts';
import { type Fate, FATES } from './fates.ts';
import { type KillPoint, Plug } from './plug.ts';
import { WantingPlane, type Wish } from './wanting-plane.ts';

/** What a campaign is to do. */
export interface AgentCampaign {
  readonly rounds: number;
  /** Decides what is wanted in each round, and when what is killed. */
  readonly seed: number;
  readonly said: (line: string) => void;
}

/** A kill, and where its machine ended. */
export interface Ending extends KillPoint {
  readonly end: 'wanted' | 'previous' | 'reboot required';
}

/** How a campaign ended. */
export interface AgentOutcome {
  readonly endings: readonly Ending[];
  readonly broken: readonly string[];
}

const PATIENCE_MS = 90_000;
const PACE = ['--poll-interval=1', '--retry-interval=1', '--health-interval=900'];
const LIMITS = ['--confirm-timeout=3', '--activation-timeout=4'];
const MOST_KILLS = 3;

/** Kills the agent of one machine, its keepers and the machine itself, again and again; after each round all must be as it should. */
export async function agentKillCampaign(campaign: AgentCampaign): Promise<AgentOutcome> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nixfleet-agent-kills-')));
  const plane = await new WantingPlane().start();
  const machine = new AgentMachine(folder);
  const endings: Ending[] = [];
  const broken: string[] = [];
  try {
    writeFileSync(machine.root.healthFile, JSON.stringify(CHECKS));
    await machine.install(await addSystem(join(folder, 'sources'), machine.env, { name: 'installed', after: HEALS }));
    for (let number = 1; number <= campaign.rounds; number += 1) {
      const round = new Round(machine, plane, { seed: campaign.seed, number });
      const found = await round.play();
      broken.push(...found.map((what) => `round ${number} (${round.says}): ${what}`));
      endings.push(...round.endings);
      campaign.said(`round ${number}/${campaign.rounds}: ${round.says}, ${found.length} broken`);
    }
    return { endings, broken };
  } finally {
    machine.cutPower();
    plane.stop();
    removeRootsIn(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

const HEALS = 'rm -f ill';
const CHECKS = { command: [{ name: 'well', command: 'test ! -e "$NIXFLEET_ROOT/ill"', interval: 1 }] };

/** One system is wanted, what serves that is killed a few times, and then it is left in peace. */
class Round {
  readonly #machine: AgentMachine;
  readonly #plane: WantingPlane;
  readonly #name: string;
  readonly #fate: Fate;
  readonly #mode: 'test-then-boot' | 'switch';
  readonly #kills: number;
  readonly #comesUpWell: boolean;
  readonly #plug: Plug;
  #end: Ending['end'] | undefined;

  constructor(machine: AgentMachine, plane: WantingPlane, { seed, number }: { seed: number; number: number }) {
    const dice = diceFor(seed, 'agent-kills', number);
    this.#machine = machine;
    this.#plane = plane;
    this.#name = `${seed}-${number}`;
    this.#fate = dice.one(FATES);
    // In the mode `switch` no step is left to fail, and nothing that cannot be the boot default may come to run.
    this.#mode = dice.is(0.25) && this.#fate.name !== 'unlasting' ? 'switch' : 'test-then-boot';
    this.#kills = 1 + dice.below(MOST_KILLS);
    this.#comesUpWell = dice.is(0.5);
    this.#plug = new Plug(machine, dice);
  }

  get says(): string {
    const kills = this.#plug.points.map(({ who, state }) => `${who} in ${state || 'the beginning'}`);
    return `a ${this.#fate.name} system by ${this.#mode}; killed: ${kills.join(', ')}; ends: ${this.#end ?? 'nowhere'}`;
  }

  get endings(): readonly Ending[] {
    const end = this.#end;
    return end === undefined ? [] : this.#plug.points.map((point) => ({ ...point, end }));
  }

  /** What is broken afterwards. */
  async play(): Promise<readonly string[]> {
    const before = this.#machine.whereabouts.running;
    const name = `${this.#fate.name}-${this.#name}`;
    const sources = join(this.#machine.folder, 'sources');
    const hash = await addSystem(sources, this.#machine.env, { name, ...this.#fate.system });
    const wish = { hash, assignment: `r-${this.#name}:0:1` };
    this.#plane.wish = wish;
    try {
      const wasRebooted = await this.#disturb(wish);
      await this.#inPeace(() => this.#plane.outcomes(wish.assignment).length > 0);
      const awaitsReboot = this.#machine.memory.phase === 'awaiting_reboot';
      this.#end = awaitsReboot ? 'reboot required' : this.#placeOf(wish);
      const found = brokenPromises(this.#findings({ wish, before, awaitsReboot, wasRebooted }));
      if (!awaitsReboot) return found;
      return [...found, ...(await this.#afterReboot(wish, before))];
    } catch (error) {
      const { state, phase } = this.#machine.memory;
      const { running, profile, bootDefault } = this.#machine.whereabouts;
      const place = { state, phase, running, profile, bootDefault };
      return [`${error instanceof Error ? error.message : String(error)}: ${JSON.stringify(place)}`];
    }
  }

  async #disturb(wish: Wish): Promise<boolean> {
    let wasRebooted = false;
    for (let kill = 0; kill < this.#kills; kill += 1) {
      const isPower = await this.#plug.pull(await this.#start());
      wasRebooted ||= isPower;
      if (isPower) this.#comeUp(wish);
    }
    return wasRebooted;
  }

  /** Nothing is ill after a reboot but what is ill itself. */
  #comeUp({ hash }: Wish): void {
    const isIll = this.#fate.name === 'ill' && this.#machine.whereabouts.running === hash;
    rmSync(join(this.#machine.folder, 'ill'), { force: true });
    if (isIll) writeFileSync(join(this.#machine.folder, 'ill'), '');
  }

  /** Runs the agent until it has come to an end, and on to see whether it stays there. */
  async #inPeace(isOver: () => boolean): Promise<void> {
    const agent = await this.#start();
    try {
      await waitUntil(isOver, { limitMs: PATIENCE_MS, what: 'an outcome' });
      const last = this.#plane.polls + 2;
      await waitUntil(() => this.#plane.polls >= last, { limitMs: PATIENCE_MS, what: 'two more polls' });
    } finally {
      await agent.stop();
    }
    await waitUntil(() => this.#machine.processes.length === 0, { limitMs: PATIENCE_MS, what: 'nothing is left' });
  }

  async #afterReboot(wish: Wish, before: string): Promise<readonly string[]> {
    this.#machine.reboot(this.#comesUpWell ? wish.hash : before);
    await this.#inPeace(() => this.#plane.outcomes(wish.assignment).length > 1);
    return brokenPromises(this.#findings({ wish, before, awaitsReboot: false, wasRebooted: true }));
  }

  #findings(known: { wish: Wish; before: string; awaitsReboot: boolean; wasRebooted: boolean }) {
    return {
      ...known,
      fate: this.#fate,
      outcomes: this.#plane.outcomes(known.wish.assignment),
      whereabouts: this.#machine.whereabouts,
      openAttempts: this.#machine.memory.openAttempts.length,
      isIll: this.#machine.isMarked('ill'),
    };
  }

  #placeOf({ hash }: Wish): 'wanted' | 'previous' {
    const { running }: Whereabouts = this.#machine.whereabouts;
    return running === hash ? 'wanted' : 'previous';
  }

  #start(): Promise<Program> {
    const mode = `--activation-mode=${this.#mode}`;
    return this.#machine.startAgent(this.#plane.url, ...PACE, ...LIMITS, mode);
  }
}
