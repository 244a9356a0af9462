import { IdempotencyKeyReused } from '../../../machines/errors.ts';
import type { Unit } from '../../store/unit.ts';
import type { Chance } from '../chance.ts';
import type { OnceInput, Repeatable, Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';

/** What answers each of the requests that may be asked again. */
type RepeatableHandlers = {
  readonly [Name in Repeatable]: (turn: Turn<Unit>, input: Requests[Name]['input'], chance: Chance) => unknown;
};

/**
 * Answers a request and keeps the answer in the same unit of work; asked again with the same key, it gives that answer
 * and does nothing. A refusal is not kept. Throws `IdempotencyKeyReused` when the key came with another request before.
 */
export const answeredOnce =
  (handlers: RepeatableHandlers) =>
  (turn: Turn<Unit>, once: OnceInput, chance: Chance): Requests['once']['output'] => {
    const { name, input, actor, key, fingerprint } = once;
    const { answers } = turn.unit;
    const given = answers.get(actor, key);
    if (given !== undefined) {
      if (given.fingerprint !== fingerprint) throw reused(key);
      return { answer: JSON.parse(given.answer), isReplay: true };
    }
    const answer = handlers[name](turn, input as never, chance) ?? null;
    const kept = { actor, idempotency_key: key, request: name, fingerprint, answer: JSON.stringify(answer) };
    answers.add({ ...kept, at: turn.now });
    return { answer, isReplay: false };
  };

const reused = (key: string): IdempotencyKeyReused =>
  new IdempotencyKeyReused(
    `the Idempotency-Key ${key} came with another request before; use a new key for each thing that is to be done`,
  );
