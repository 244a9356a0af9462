import type { Static, TObject } from 'typebox';
import type { Finding } from '../../machines/model/evidence.ts';
import type { Machine } from './machine.ts';

/** One thing that is not as it should be, as a probe tells it. */
export type Problem = Pick<Finding, 'id' | 'text'>;

/** What was observed: JSON, by the names that the documents of v0.1.1 have. */
export type Observed = Readonly<Record<string, unknown>>;

/**
 * Looks whether a control holds on a machine. What it sees and what it thinks of it are apart: `judge` is a function of
 * plain data.
 */
export interface Probe<Options extends TObject = TObject, Seen extends Observed = Observed> {
  /** `access-control`. */
  readonly control: string;
  /** What the Nix side sets, under the names of the control's options; each has a default. */
  readonly options: Options;
  observe(machine: Machine, options: Static<Options>): Promise<Seen>;
  /** What is not as it should be; nothing: the control is met. */
  judge(seen: Seen, options: Static<Options>): readonly Problem[];
}

/** Declares a probe and keeps its types. */
export const probe = <Options extends TObject, Seen extends Observed>(
  declared: Probe<Options, Seen>,
): Probe<Options, Seen> => declared;
