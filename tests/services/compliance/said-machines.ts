import type { ControlStatus } from '../../../machines/model/evidence.ts';
import { type Lapse, lapsesText } from '../../../services/compliance/lapses.ts';
import type { JudgedMachine } from '../../../services/compliance/roll-up.ts';

/** What the evidence of a machine says. */
export interface Said {
  readonly frameworks?: readonly string[];
  readonly statuses: Readonly<Record<string, ControlStatus>>;
  readonly rules?: Readonly<Record<string, ControlStatus>>;
  readonly articles?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly lapses?: readonly Lapse[];
}

/** A machine that says it, as it is stored; it follows NIS2 unless told. */
export const machine = (
  machineId: string,
  { frameworks = ['nis2'], statuses, rules = {}, articles = {}, lapses = [] }: Said,
): JudgedMachine => ({
  machineId,
  frameworks: JSON.stringify(frameworks),
  statuses: JSON.stringify(statuses),
  details: JSON.stringify({ rules, articles }),
  lapses: lapsesText(lapses),
});

/** Machines by what each says: m-0, m-1. */
export const machines = (...said: readonly Said[]) => said.map((each, index) => machine(`m-${index}`, each));
