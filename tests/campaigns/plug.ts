import { setTimeout as pause } from 'node:timers/promises';
import type { AgentMachine } from '../support/agent-machine.ts';
import { killed } from '../support/signalled.ts';
import type { Program } from '../support/processes.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { Dice } from '../scenarios/exploration/dice.ts';

/** Who was killed, and what the agent's database said then. */
export interface KillPoint {
  readonly who: 'agent' | 'keeper' | 'power';
  readonly state: string;
  readonly phase: string;
}

/** States that are worth waiting for: of the short ones too few are met by chance. */
const AIMS = [
  'fetching',
  'applying.announcing',
  'applying.arming',
  'applying.activating',
  'applying.postponing',
  'verifying.hurrying',
  'verifying.proving',
  'verifying.calling_off',
  'verifying.setting_profile',
  'verifying.booting',
  'rolling_back.returning',
  'rolling_back.proving',
  'reporting',
] as const;

const EARLIEST_MS = 250;
const LATEST_MS = 1_800;
const AIM_MS = 4_000;
/** Nobody is the agent for so long: longer than the time to confirm. */
const LONG_ABSENCE_MS = 3_500;

/** Pulls plugs: those of the agent, of its keepers, of the whole machine. */
export class Plug {
  readonly points: KillPoint[] = [];
  readonly #machine: AgentMachine;
  readonly #dice: Dice;

  constructor(machine: AgentMachine, dice: Dice) {
    this.#machine = machine;
    this.#dice = dice;
  }

  /** Waits for a moment and kills something; the agent is gone afterwards. Whether the machine was without power, too. */
  async pull(agent: Program): Promise<boolean> {
    await this.#moment();
    const kind = this.#dice.next();
    if (kind < 0.2 && this.#killKeepers()) await this.#moment();
    const isPower = kind > 0.85;
    this.#note(isPower ? 'power' : 'agent');
    if (isPower) this.#machine.cutPower();
    await agent.kill();
    if (isPower) this.#machine.reboot();
    else if (this.#dice.is(0.15)) await pause(LONG_ABSENCE_MS);
    return isPower;
  }

  /** One that is drawn, or one in which something interesting can be seen. */
  async #moment(): Promise<void> {
    const delayMs = EARLIEST_MS + this.#dice.below(LATEST_MS - EARLIEST_MS);
    const aim = this.#dice.one(AIMS);
    if (this.#dice.is(0.4)) return pause(delayMs);
    const isThere = () => this.#machine.memory.state.startsWith(aim);
    const until = performance.now() + AIM_MS;
    await waitUntil(() => isThere() || performance.now() > until, { limitMs: 2 * AIM_MS, what: aim });
  }

  #killKeepers(): boolean {
    const keepers = ['run', 'watch', 'back'].flatMap((verb) => this.#machine.keepers(verb));
    if (keepers.length === 0) return false;
    this.#note('keeper');
    killed(this.#dice.one(keepers).pid);
    return true;
  }

  #note(who: KillPoint['who']): void {
    const { state, phase } = this.#machine.memory;
    this.points.push({ who, state, phase });
  }
}
