import { fleetKinds } from '../../../services/actors/fleet-kinds.ts';
import { Unit } from '../../../services/store/unit.ts';
import type { EngineParts } from '../engine-parts.ts';
import type { Plan } from '../plan.ts';

/** A way in which the engine could be broken, done from outside; the simulator must see it. */
export interface Mutation {
  readonly name: string;
  /** What the broken engine does. */
  readonly sentence: string;
  /** The invariants that may see it: how what is said of a broken promise begins. */
  readonly seenBy: readonly string[];
  /** What a life must have in store for it to matter; absent: anything. */
  readonly needs?: (plan: Plan) => boolean;
  /** The parts that are replaced, made anew for each life. */
  readonly broken: () => Partial<EngineParts>;
}

/** A unit of work of which some pieces are others. */
export const unitWith =
  (pieces: (unit: Unit, db: Parameters<EngineParts['createUnit']>[0]) => Partial<Unit>): EngineParts['createUnit'] =>
  (db) => {
    const unit = new Unit(db);
    return Object.assign(unit, pieces(unit, db));
  };

type Kinds = ReturnType<typeof fleetKinds>;

/** The kinds of actors, one of which is another. */
export const kindsWith =
  <Name extends keyof Kinds>(name: Name, other: (kind: Kinds[Name]) => Partial<Kinds[Name]>): EngineParts['kinds'] =>
  (clock) => {
    const kinds = fleetKinds(clock);
    return { ...kinds, [name]: { ...kinds[name], ...other(kinds[name]) } };
  };
