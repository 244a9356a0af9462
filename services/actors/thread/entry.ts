import { parentPort, workerData } from 'node:worker_threads';
import { failureOf } from '../../../machines/errors.ts';
import type { Engine, RequestName, Requests } from '../engine.ts';
import type { Inspected } from '../inspect/inspected.ts';
import { startLocalEngine } from '../local-engine.ts';
import type { ActorThreadData, Answer, FromThread, Question, ToThread } from './protocol.ts';

/*
 * The actor thread: shard and writer. All answers of a group go back in one message.
 */

const port = parentPort;
if (port === null) throw new Error('the actor thread is started by the supervisor');
const { dbPath, isInspected } = workerData as ActorThreadData;
const send = (message: FromThread) => port.postMessage(message);

let answers: Answer[] = [];

function answer(given: Answer): void {
  answers.push(given);
  if (answers.length > 1) return;
  queueMicrotask(() => {
    send({ type: 'answers', answers });
    answers = [];
  });
}

function ask(engine: Engine, { id, name, input }: Question): void {
  engine.request(name, input as Requests[RequestName]['input']).then(
    (output) => answer({ id, output }),
    (error: unknown) => answer({ id, failure: failureOf(error) }),
  );
}

async function count(engine: Engine): Promise<void> {
  const { actors } = await engine.figures();
  send({ type: 'counted', figures: actors });
}

try {
  const inspected = isInspected ? (seen: readonly Inspected[]) => send({ type: 'inspected', seen }) : undefined;
  const engine = await startLocalEngine({ dbPath, inspected, log: (...line) => send({ type: 'log', line }) });
  engine.onCommit((nudge) => send({ type: 'committed', nudge }));
  port.on('message', (message: ToThread) => {
    if (message.type === 'questions') return message.questions.forEach((question) => ask(engine, question));
    if (message.type === 'count') return void count(engine);
    return void engine.stop().finally(() => {
      setImmediate(() => {
        send({ type: 'stopped' });
        port.close();
      });
    });
  });
  send({ type: 'ready' });
} catch (error) {
  send({ type: 'refused', failure: failureOf(error) });
}
