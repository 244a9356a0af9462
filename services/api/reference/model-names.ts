import * as actor from '../../../machines/model/actor.ts';
import * as audit from '../../../machines/model/audit.ts';
import * as compliance from '../../../machines/model/compliance.ts';
import * as condition from '../../../machines/model/condition.ts';
import * as evidence from '../../../machines/model/evidence.ts';
import * as feed from '../../../machines/model/feed.ts';
import * as health from '../../../machines/model/health.ts';
import * as key from '../../../machines/model/key.ts';
import * as link from '../../../machines/model/link.ts';
import * as liveMachine from '../../../machines/model/live-machine.ts';
import * as machine from '../../../machines/model/machine.ts';
import * as machineDetail from '../../../machines/model/machine-detail.ts';
import * as release from '../../../machines/model/release.ts';
import * as report from '../../../machines/model/report.ts';
import * as rollout from '../../../machines/model/rollout.ts';
import * as statechart from '../../../machines/model/statechart.ts';
import * as why from '../../../machines/model/why.ts';
import type { Shape } from './shape.ts';

const MODEL = [
  ...[machine, machineDetail, liveMachine, condition, report, health],
  ...[release, rollout, why, actor, statechart, compliance, evidence, key, audit, feed, link],
];

/** Finds the name that a shape has in `machines/model`; undefined: it has none, or is too small for one. */
export type NameOf = (shape: Shape) => string | undefined;

/** Every shape of the model that is worth a name. */
export const namedShapes = (): [string, Shape][] =>
  MODEL.flatMap((module) => Object.entries<unknown>(module)).flatMap(([name, value]) =>
    isWorthAName(value) ? [[name, value] satisfies [string, Shape]] : [],
  );

/**
 * Names shapes. TypeBox copies a schema where it makes it optional: what is not the same object is known by its
 * content, unless two have the same.
 */
export function createNames(): NameOf {
  const byShape = new Map<Shape, string>();
  const byText = new Map<string, string | undefined>();
  for (const [name, shape] of namedShapes()) {
    const text = JSON.stringify(shape);
    byShape.set(shape, name);
    byText.set(text, byText.has(text) ? undefined : name);
  }
  return (shape) => byShape.get(shape) ?? (isWorthAName(shape) ? byText.get(JSON.stringify(shape)) : undefined);
}

/** Texts and numbers are said in place. */
const isWorthAName = (value: unknown): value is Shape =>
  typeof value === 'object' && value !== null && ('properties' in value || 'anyOf' in value);
