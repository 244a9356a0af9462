import { ask } from './orders.ts';
import { TABLES } from './registry-operations.ts';
import type { World } from './world.ts';

/** What requests that must change nothing have changed, in a world where nothing moves: repeats, and retention elsewhere. */
export async function stirred(world: World): Promise<string[]> {
  const { ledger, agents, clock } = world;
  const wrong: string[] = [];
  const changes = async (what: string, tables: readonly string[], request: () => Promise<unknown>) => {
    const before = tables.map((table) => textOf(world, table));
    await request();
    await world.settle();
    const changed = tables.filter((table, index) => textOf(world, table) !== before[index]);
    if (changed.length > 0) wrong.push(`${what} changed ${changed.join(', ')}`);
  };
  const all = tablesOf(world);
  for (const [host, agent] of agents) await changes(`a report of ${host} that came twice`, all, () => agent.repeat());
  for (const order of ledger.orders.filter(({ answer }) => answer !== undefined)) {
    await changes(`${order.input.name} with ${order.input.key}, repeated,`, all, () => ask(world, order));
    if (order.runs !== 1) wrong.push(`${order.input.name} with ${order.input.key} was carried out twice`);
  }
  for (const table of TABLES) {
    const others = all.filter((other) => other !== table && other !== 'settings');
    const before = clock.now();
    ledger.trims(table, before);
    await changes(`retention of ${table}`, others, () => world.ask('trim', { table, before, after: 0 }));
  }
  return [...wrong, ...world.problems];
}

const tablesOf = (world: World): string[] =>
  world
    .rows<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .map(({ name }) => name);

const textOf = (world: World, table: string): string => JSON.stringify(world.rows(`SELECT * FROM ${table}`));
