import { ChartTable } from './chart-table.ts';
import { batchesOf, CHARTS, type Charts, type Configuration } from './configuration.ts';
import type { Surroundings } from './draft.ts';
import { begin, type Move, movesFrom } from './moves.ts';
import type { Registry } from './registry.ts';
import { keyOf, Letters, type World } from './world.ts';

/** What an exploration looks for in each world, and in the whole. */
export interface Promises {
  /** What is wrong with a world, or with the way that led there. */
  broken(world: World, surroundings: Surroundings, by?: Move): string | undefined;
  /** Nothing has to happen any more. */
  isAtRest(world: World): boolean;
}

/** What is explored. */
export interface Explored {
  readonly order: Configuration;
  readonly registry: Registry;
  readonly charts?: Charts;
}

/** What an exploration found. */
export interface Exploration {
  readonly worlds: number;
  readonly moves: number;
  /** What is wrong first, and the shortest way to it. */
  readonly fault?: { readonly what: string; readonly path: readonly string[] };
}

interface Node {
  /** Undefined: it was looked at, and is not needed any more. */
  world: World | undefined;
  readonly isAtRest: boolean;
  readonly parent: number;
  readonly label: string;
  /** Where it goes by itself. */
  bound: number[];
}

/**
 * Visits every world that can be reached, nearest first, and stops at the first that breaks a promise. At the end it looks at
 * the whole: from every world there is a way to rest by what happens by itself, and no way that never ends.
 */
export function explore({ order, registry, charts = CHARTS }: Explored, promises: Promises): Exploration {
  const surroundings = surroundingsOf({ order, registry, charts });
  const known = new Map<string, number>();
  const nodes: Node[] = [];
  let moves = 0;
  const visit = (world: World, parent: number, label: string): number => {
    const key = keyOf(world, surroundings.batchOf);
    const there = known.get(key);
    if (there !== undefined) return there;
    known.set(key, nodes.length);
    return nodes.push({ world, isAtRest: promises.isAtRest(world), parent, label, bound: [] }) - 1;
  };
  const faulty = (what: string, at: number, last?: string): Exploration => ({
    worlds: nodes.length,
    moves,
    fault: { what, path: [...pathTo(nodes, at), ...(last === undefined ? [] : [last])] },
  });
  visit(begin(surroundings), -1, 'the rollout starts');
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at];
    if (node?.world === undefined) break;
    const { world } = node;
    node.world = undefined;
    for (const move of movesFrom(world, surroundings)) {
      moves += 1;
      const worlds = nodes.length;
      const to = visit(move.next, at, move.label);
      if (move.isBound) node.bound.push(to);
      if (to < worlds && !move.hasMistold && !move.hasMisbegun) continue;
      const what = promises.broken(move.next, surroundings, move);
      if (what !== undefined) return faulty(what, at, move.label);
    }
  }
  const restless = findRestless(nodes);
  if (restless !== undefined) return faulty('from here nothing leads to rest by itself', restless);
  const endless = findEndless(nodes);
  if (endless !== undefined) return faulty('from here something may go on for ever by itself', endless);
  return { worlds: nodes.length, moves };
}

const surroundingsOf = ({ order, registry, charts }: Required<Explored>): Surroundings => ({
  order,
  registry,
  charts: {
    rollout: new ChartTable(charts.rollout),
    batch: new ChartTable(charts.batch),
    machine: new ChartTable(charts.machine),
  },
  letters: new Letters(),
  batchOf: batchesOf(order),
});

function pathTo(nodes: readonly Node[], at: number): string[] {
  const path: string[] = [];
  for (let node = nodes[at]; node !== undefined; node = nodes[node.parent]) path.unshift(node.label);
  return path;
}

/** The nearest world from which no way leads to rest, backwards from those at rest. */
function findRestless(nodes: readonly Node[]): number | undefined {
  const before: number[][] = nodes.map(() => []);
  for (const [at, { bound }] of nodes.entries()) for (const to of bound) before[to]?.push(at);
  const good = new Uint8Array(nodes.length);
  const queue = nodes.flatMap(({ isAtRest }, at) => (isAtRest ? [at] : []));
  for (const at of queue) good[at] = 1;
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const at of before[next] ?? []) {
      if (good[at] === 1) continue;
      good[at] = 1;
      queue.push(at);
    }
  }
  const found = good.indexOf(0);
  return found === -1 ? undefined : found;
}

/** A world on a circle of what happens by itself: what is left when all is taken away that nothing leads to. */
function findEndless(nodes: readonly Node[]): number | undefined {
  const ways = new Uint32Array(nodes.length);
  for (const { bound } of nodes) for (const to of bound) ways[to] = (ways[to] ?? 0) + 1;
  const queue = nodes.flatMap((_, at) => (ways[at] === 0 ? [at] : []));
  let left = nodes.length;
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    left -= 1;
    for (const to of nodes[at]?.bound ?? []) {
      const rest = (ways[to] ?? 0) - 1;
      ways[to] = rest;
      if (rest === 0) queue.push(to);
    }
  }
  return left === 0 ? undefined : ways.findIndex((count) => count > 0);
}
