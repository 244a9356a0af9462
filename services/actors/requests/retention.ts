import type { Unit } from '../../store/unit.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';

/** Takes the next few rows out of a table that are older than they shall be. */
export const trim = ({ unit }: Turn<Unit>, step: Requests['trim']['input']): Requests['trim']['output'] =>
  unit.trimmer.trim(step);
