import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isComplete, type Tally } from '../../machines/policy/tally.ts';
import { tempFolder } from '../support/temp.ts';
import { CHARTS, type Charts, type Configuration } from './exhaustive/configuration.ts';
import { ALL, FEW } from './exhaustive/configurations.ts';
import { explore, type Exploration } from './exhaustive/explore.ts';
import { PROMISES } from './exhaustive/promises.ts';
import { Registry } from './exhaustive/registry.ts';

const HOUR_MS = 3_600_000;
/** Every configuration takes minutes each; `NIXFLEET_EXHAUSTIVE=all` for a campaign. */
const orders = process.env['NIXFLEET_EXHAUSTIVE'] === 'all' ? ALL : FEW;
const named = orders.map((order) => ({ name: JSON.stringify(order), order }));

const small: Configuration = {
  sizes: [1, 2],
  onFailure: 'pause',
  failureThreshold: '0',
  reports: [],
  budget: { resume: 1 },
};

interface Breach {
  readonly what: string;
  readonly charts: Partial<Charts>;
  readonly order?: Configuration;
  readonly fault: string;
}

/** The charts with one of their guards or actions put out of order. */
const { rollout, batch, machine } = CHARTS;
const always = () => true;
const never = () => false;
const nothing = () => undefined;
const isDone = ({ context }: { context: { tally: Tally } }) => isComplete(context.tally);
const BROKEN: readonly Breach[] = [
  {
    what: 'an outcome of an earlier try counts',
    charts: { batch: batch.provide({ guards: { isOfThisAttempt: always } }) },
    fault: 'the counts of a batch are not those of its machines',
  },
  {
    what: 'a batch succeeds whatever its machines come to',
    charts: { batch: batch.provide({ guards: { hasFailed: never, hasSucceeded: isDone } }) },
    fault: 'a batch has succeeded beyond its tolerance',
  },
  {
    what: 'a failed batch goes on telling its machines',
    charts: { batch: batch.provide({ actions: { tellNoMore: nothing } }) },
    fault: 'a machine was told by a batch that is not under way',
  },
  {
    what: 'nobody is given up',
    charts: { batch: batch.provide({ actions: { giveUpOnSilent: nothing } }) },
    fault: 'nothing happens by itself, and the rollout is not at rest',
  },
  {
    what: 'a rollout does not believe its batch',
    charts: { rollout: rollout.provide({ guards: { isCurrent: never } }) },
    fault: 'nothing happens by itself, and the rollout is not at rest',
  },
  {
    what: 'a cancelled rollout stops nobody',
    order: { ...small, budget: { cancel: 1 } },
    charts: { rollout: rollout.provide({ actions: { stopAll: nothing } }) },
    fault: 'a cancelled rollout has somebody to tell',
  },
  {
    what: 'a pause lets a batch begin whose order is on its way',
    order: { ...small, sizes: [1, 1], budget: { pause: 1 } },
    charts: { rollout: rollout.provide({ actions: { takeBackStart: nothing } }) },
    fault: 'a batch has begun in a rollout that does not run',
  },
  {
    what: 'a batch that has failed begins again by the order that it had',
    order: { ...small, sizes: [1, 1], budget: { pause: 1, resume: 1 } },
    charts: { batch: batch.provide({ guards: { isNewOrder: always } }) },
    fault: 'a batch has begun in a rollout that does not run',
  },
  {
    what: 'a rollout is complete after its first batch',
    charts: { rollout: rollout.provide({ guards: { wasLast: always } }) },
    fault: 'a rollout is complete without all of its batches',
  },
  {
    what: 'a machine that answered again does not say so',
    charts: { machine: machine.provide({ actions: { answerAgain: nothing } }) },
    fault: 'nothing happens by itself, and the rollout is not at rest',
  },
  {
    what: 'a machine closes no part',
    order: { ...small, budget: { cancel: 1 } },
    charts: { machine: machine.provide({ actions: { closePart: nothing } }) },
    fault: 'a rollout has ended and still waits for a machine',
  },
];

async function explored(order: Configuration, charts = CHARTS): Promise<Exploration> {
  const registry = await Registry.of(join(tempFolder(), 'state.db'), order);
  try {
    return explore({ order, registry, charts }, PROMISES);
  } finally {
    registry.close();
  }
}

describe('a rollout of three machines in two batches', () => {
  test.each(named)(
    'keeps its promises whatever happens, and in any order: $name',
    { timeout: HOUR_MS },
    async ({ name, order }) => {
      const startedAt = performance.now();
      const { worlds, moves, fault } = await explored(order);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      process.stdout.write(`explored ${worlds} worlds by ${moves} moves in ${seconds} s: ${name}\n`);
      expect(fault, `${name}: ${fault?.what}\n  ${fault?.path.join('\n  ')}\n`).toBeUndefined();
    },
  );

  test.each(BROKEN)('is found out when $what', async ({ charts, fault, order = small }) => {
    expect((await explored(order, { ...CHARTS, ...charts })).fault?.what).toBe(fault);
  });
});
