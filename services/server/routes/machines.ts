import type { FastifyInstance } from 'fastify';
import { BadInput, NotFound } from '../../../machines/errors.ts';
import type { PageQuestion } from '../../../machines/model/page.ts';
import { lifecycleIn } from '../../../machines/policy/lifecycle.ts';
import { retryAnswer } from '../../../machines/policy/retry-answer.ts';
import type { Engine } from '../../actors/engine.ts';
import type { LiveMachineReads } from '../../store/read/live-machines.ts';
import type { MachineReads } from '../../store/read/machines.ts';
import { asksForPage, pageAsked } from '../http/paging.ts';
import { serve } from '../http/serve.ts';
import { wholeList } from '../http/whole-list.ts';
import type { Log } from '../log.ts';
import type { Links } from '../sockets/links.ts';

/** Machines that are read at once. */
const PAGE = 500;

/** The longest silence that can be asked for: 31 days. */
const MOST_SECONDS = 31 * 24 * 3600;

/** What the routes of machines are made of. */
export interface MachineRouteParts {
  readonly machines: MachineReads;
  readonly live: Pick<LiveMachineReads, 'silent'>;
  readonly engine: Pick<Engine, 'request'>;
  readonly links: Pick<Links, 'send'>;
  readonly log: Log;
}

/** Machines: what agents ask and report, what operators see and set. */
export function machineRoutes(app: FastifyInstance, { machines, live, engine, links, log }: MachineRouteParts): void {
  serve(app, 'listMachines', ({ query: { tag: tags, lifecycle: word, ...page } }) => {
    const lifecycle = word === undefined ? undefined : lifecycleIn(word);
    const part = (question: PageQuestion) => machines.list({ tags, lifecycle, ...question }, Date.now());
    if (asksForPage(page)) return part(pageAsked(page, { unasked: PAGE }));
    const broken = (error: unknown) => log('error', 'a list of machines broke off', { error });
    return wholeList({ page: (after) => part({ limit: PAGE, after }), broken });
  });
  serve(app, 'silentMachines', ({ query: { seconds } }) => {
    const now = Date.now();
    return live.silent(now - 1000 * secondsIn(seconds), now);
  });
  serve(app, 'desiredGeneration', ({ params }) => {
    const desired = machines.desired(params.id);
    if (desired === undefined) throw new NotFound(`there is nothing that ${params.id} should run`);
    return desired;
  });
  serve(app, 'report', ({ params, body }) => engine.request('report', { machineId: params.id, report: body }));
  serve(app, 'registerMachine', ({ params, body }, actor, once) =>
    once(engine).request('register', { machineId: params.id, lifecycle: body.lifecycle, tags: body.tags, actor }),
  );
  serve(app, 'updateLifecycle', ({ params, body }, actor) =>
    engine.request('updateLifecycle', { machineId: params.id, lifecycle: body.lifecycle, actor }),
  );
  serve(app, 'notifyDeploy', ({ params, body }, actor, once) =>
    once(engine).request('notifyDeploy', { machineId: params.id, path: body.store_path, actor }),
  );
  serve(app, 'clearDesired', ({ params }, actor) => engine.request('clearDesired', { machineId: params.id, actor }));
  serve(app, 'retryMachine', async ({ params }, actor) => {
    const desired = await engine.request('retry', { machineId: params.id, actor });
    return retryAnswer(params.id, desired, links.send(params.id, { type: 'retry', hash: desired.path }));
  });
  serve(app, 'pinTags', ({ params, body }, actor) =>
    engine.request('pinTags', { machineId: params.id, tags: body.tags, actor }),
  );
  serve(app, 'deleteMachine', ({ params }, actor) => engine.request('deleteMachine', { machineId: params.id, actor }));
  historyRoutes(app, machines);
}

/** For how long a machine is silent before it is told; not given: 600. */
function secondsIn(text = '600'): number {
  const seconds = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (1 <= seconds && seconds <= MOST_SECONDS) return seconds;
  throw new BadInput(`\`seconds\` is a whole number from 1 to ${MOST_SECONDS} (31 days), not "${text}"`);
}

function historyRoutes(app: FastifyInstance, machines: MachineReads): void {
  serve(app, 'getMachine', ({ params: { id } }) => existing(id, machines.detail(id, Date.now())));
  serve(app, 'machineReports', ({ params: { id }, query }) => existing(id, machines.reports(id, pageAsked(query))));
  serve(app, 'machineLogs', ({ params: { id }, query }) => existing(id, machines.logs(id, pageAsked(query))));
}

function existing<Answer>(id: string, answer: Answer | undefined): Answer {
  if (answer === undefined) throw new NotFound(`there is no machine ${id}`);
  return answer;
}
