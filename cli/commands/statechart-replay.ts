import type { Transition } from '../../machines/model/actor.ts';
import type { Client } from '../../services/api/client.ts';
import { taken } from '../asking/taken.ts';
import { spanOfTime } from '../line/span-of-time.ts';
import { verb } from '../line/verb.ts';
import { type AskedActor, askedActor } from '../statechart/asked-actor.ts';
import { untilInterrupted } from '../statechart/until-interrupted.ts';

/** `nixfleet statechart replay`. */
export const statechartReplay = verb({
  flags: {
    from: { kind: 'count', hint: 'seq', says: 'Begin at this step, by its number in the event log (--json shows it)' },
    last: { kind: 'count', hint: 'n', least: 1, says: 'Only the last steps' },
    delay: { kind: 'text', hint: 'time', says: 'Go on by itself after this time: 500ms, 2s' },
    all: { kind: 'switch', says: 'Write all steps one below the other, as in a pipe' },
  },
  operands: ['address'],
  completes: { address: 'actor' },
  conflicts: [
    ['from', 'last'],
    ['delay', 'json'],
  ],
  examples: [
    'statechart replay rollout:r-7f3a',
    'statechart replay rollout:r-7f3a --delay 500ms',
    'statechart replay machine:web-01 --last 20 --all',
  ],
  async run({ flags, operands: { address } }, session) {
    const delayMs = flags.delay === undefined ? undefined : spanOfTime(flags.delay, '--delay', '500ms, 2s or 1m');
    return untilInterrupted(session, async (client, signal) => {
      const asked = await askedActor(client, address, signal);
      const steps = await stepsOf(client, address, flags);
      if (session.isJson) session.screen.json(steps);
      else if (steps.length === 0) session.screen.note(noSteps(asked, flags.from));
      else await shown({ asked, steps, delayMs, writesAll: flags.all }, signal);
    });
  },
});

/** The steps that are kept and wanted, the oldest first. */
async function stepsOf(
  client: Pick<Client, 'page'>,
  address: string,
  { from, last }: { readonly from: number | undefined; readonly last: number | undefined },
): Promise<Transition[]> {
  const limit = last === undefined ? {} : { limit: last };
  const steps = await taken(client, 'actorHistory', { params: { address }, ...limit });
  return steps.filter(({ seq }) => from === undefined || seq >= from).toReversed();
}

interface Shown {
  readonly asked: AskedActor;
  readonly steps: readonly Transition[];
  readonly delayMs: number | undefined;
  readonly writesAll: boolean;
}

async function shown({ asked, steps, delayMs, writesAll }: Shown, signal: AbortSignal) {
  const { replayed } = await import('../statechart/replayed.ts');
  const { hearKeys } = await import('../statechart/keys.ts');
  const { setTimeout: sleep } = await import('node:timers/promises');
  const { stdin, stdout, env } = process;
  const isAtTerminal = stdout.isTTY && stdin.isTTY && env['TERM'] !== 'dumb' && !writesAll;
  await replayed(
    { address: asked.actor.address, chart: asked.chart, steps },
    {
      stream: stdout,
      hearKeys: isAtTerminal ? (hear) => hearKeys(stdin, hear) : undefined,
      delayMs,
      sleep: (ms, until) => sleep(ms, undefined, { signal: until }),
      signal,
    },
  );
}

function noSteps({ actor }: AskedActor, from: number | undefined): string {
  const newest = actor.history[0]?.seq;
  if (from !== undefined && newest !== undefined) return `it has no step from ${from} on; its last is ${newest}`;
  return 'no step of it is kept; steps are kept for 14 days';
}
