import { AGENTS } from './mutations/agents.ts';
import { DURABILITY } from './mutations/durability.ts';
import { GATES } from './mutations/gates.ts';
import type { Mutation } from './mutations/mutation.ts';
import { ORDERS } from './mutations/orders.ts';
import { WAY_BACK } from './mutations/way-back.ts';

/** All ways in which the engine is broken to see whether the simulator sees it. */
export const MUTATIONS: readonly Mutation[] = [...GATES, ...ORDERS, ...WAY_BACK, ...DURABILITY, ...AGENTS];
