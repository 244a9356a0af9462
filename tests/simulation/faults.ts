import type { ControlPlane } from './control-plane.ts';
import { diceFor } from './dice-for.ts';
import type { Machine } from './machine.ts';
import type { Network } from './network.ts';
import type { Fault, MachineFault, PlaneFault } from './plan.ts';
import type { Tale } from './tale.ts';
import type { Timeline } from './timeline.ts';

/** What faults can be done to. */
export interface Victims {
  readonly seed: number;
  readonly timeline: Timeline;
  readonly tale: Tale;
  readonly plane: ControlPlane;
  readonly network: Network;
  readonly machines: ReadonlyMap<string, Machine>;
}

/** Does what a plan says goes wrong, and heals it in the end. */
export class Faults {
  readonly #victims: Victims;
  readonly #cures: (() => void)[] = [];
  #isHealed = false;

  constructor(victims: Victims) {
    this.#victims = victims;
  }

  plan(fault: Fault): void {
    this.#victims.timeline.after(fault.at, () => {
      if (this.#isHealed) return;
      if (fault.kind === 'plane fault') return this.#strikePlane(fault.id, fault.does);
      const machine = this.#victims.machines.get(fault.machine);
      if (machine) this.#strike(machine, fault.id, fault.does);
    });
  }

  /** Nothing is wrong any more, and nothing goes wrong; who is down comes back as planned. */
  heal(): void {
    this.#isHealed = true;
    for (const cure of this.#cures) cure();
    this.#victims.plane.fullFor = 0;
    for (const machine of this.#victims.machines.values()) {
      machine.fullFor = 0;
      machine.spare();
    }
  }

  #strikePlane(id: string, does: PlaneFault): void {
    const { plane, tale, seed } = this.#victims;
    tale.tell(id, JSON.stringify(does));
    switch (does.what) {
      case 'crash':
        return plane.crashAfter(does.afterCommits, does.where, does.downMs);
      case 'restart':
        tale.saw('fault: control plane restarted');
        return plane.restart(does.downMs);
      case 'jump':
        tale.saw('fault: clock of the control plane set');
        return plane.wall.jump(does.byMs);
      case 'full disk':
        plane.sparedCommits = does.afterCommits;
        plane.fullFor = does.commits;
        return;
      case 'busy':
        tale.saw('fault: busy control plane');
        plane.wall.busy = { dice: diceFor(seed, id), likelihood: does.likelihood };
        return this.#cureAfter(does.forMs, () => (plane.wall.busy = undefined));
    }
  }

  #strike(machine: Machine, id: string, does: MachineFault): void {
    const { tale, network } = this.#victims;
    machine.tell(`${id}: ${JSON.stringify(does)}`);
    switch (does.what) {
      case 'kill':
        return machine.killAt(does);
      case 'reboot':
        tale.saw('fault: machine rebooted');
        return machine.reboot(does.downMs);
      case 'lose database':
        tale.saw('fault: database of an agent lost');
        return machine.loseDatabase(does.downMs);
      case 'lose snapshot':
        tale.saw('fault: snapshot of an agent lost');
        return machine.loseSnapshot(does.downMs);
      case 'jump':
        tale.saw('fault: clock of a machine set');
        return machine.wall.jump(does.byMs);
      case 'full disk':
        machine.fullFor = does.commits;
        return;
      case 'network':
        return this.#cureAfter(does.forMs, network.disturb(machine.id, id, does));
    }
  }

  #cureAfter(ms: number, cure: () => void): void {
    this.#cures.push(cure);
    this.#victims.timeline.after(ms, cure);
  }
}
