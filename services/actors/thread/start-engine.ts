import type { Engine } from '../engine.ts';
import { type EngineOptions, startLocalEngine } from '../local-engine.ts';
import { Supervisor } from './supervisor.ts';

/** Starts the control plane's actors: in a thread of their own (`shards: 1`) or in this one (`0`). */
export const startEngine = ({ shards, ...options }: EngineOptions & { readonly shards: 0 | 1 }): Promise<Engine> =>
  shards === 0 ? startLocalEngine(options) : Supervisor.start(options);
