import { describe, expect, onTestFinished, test } from 'vitest';
import type { Engine, RequestName } from '../../../../services/actors/engine.ts';
import type { SaidLog, SaidState } from '../../../../services/actors/said.ts';
import { LinkNotes } from '../../../../services/server/sockets/link-notes.ts';

/** Notes, and the requests that they make; `made` ends when there were so many. */
function someNotes() {
  const requests: { name: RequestName; input: unknown }[] = [];
  let wake = () => undefined as void;
  const engine: Pick<Engine, 'request'> = {
    request(name, input) {
      requests.push({ name, input });
      wake();
      return Promise.resolve(undefined as never);
    },
  };
  const notes = new LinkNotes({ engine, log: () => undefined, restMs: 1 });
  onTestFinished(() => notes.stop());
  const made = async (count: number) => {
    while (requests.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return requests;
  };
  return { notes, made };
}

const aState = (machineId: string, state: SaidState['state'] = 'idle'): SaidState => ({ machineId, state, since: 1 });
const aLog = (n: number, length = 1): SaidLog => ({ machineId: 'a', attempt: 'x', n, lines: ['x'.repeat(length)] });

describe('what agents say besides their reports', () => {
  test('is written in pieces, so that no report waits long', async () => {
    const { notes, made } = someNotes();
    for (let index = 0; index < 600; index += 1) notes.state(aState(`m-${index}`));
    const requests = await made(3);
    expect(requests.map(({ input }) => (input as { states: unknown[] }).states.length)).toEqual([250, 250, 100]);
  });

  test('is of each machine only its last state', async () => {
    const { notes, made } = someNotes();
    for (const state of ['checking', 'fetching', 'applying'] as const) notes.state(aState('a', state));
    notes.state(aState('b'));
    const [request] = await made(1);
    expect(request?.input).toEqual({ states: [aState('a', 'applying'), aState('b')] });
  });

  test('is dropped beyond what memory has room for, also when there is nothing in it', async () => {
    const { notes, made } = someNotes();
    for (let n = 0; n < 20_000; n += 1) notes.log({ machineId: 'a', attempt: 'x', n, lines: [] });
    for (let index = 0; index < 20_001; index += 1) notes.state(aState(`m-${index}`));
    notes.state(aState('m-0', 'applying'));
    const requests = await made(80 + 10_000);
    notes.log(aLog(-1));
    await made(80 + 10_001);
    const states = requests.slice(0, 80).flatMap(({ input }) => (input as { states: SaidState[] }).states);
    expect(states).toHaveLength(20_000);
    expect(states[0]).toEqual(aState('m-0', 'applying'));
    expect(requests.at(-1)?.input).toEqual(aLog(-1));
  });

  test('is dropped beyond what memory has room for, and taken again when there is room', async () => {
    const { notes, made } = someNotes();
    const mebibyte = 1024 * 1024 - 1;
    for (let n = 0; n < 20; n += 1) notes.log(aLog(n, mebibyte));
    await made(16);
    notes.log(aLog(20));
    const requests = await made(17);
    expect(requests.map(({ input }) => (input as SaidLog).n)).toEqual([...Array(16).keys(), 20]);
  });
});
