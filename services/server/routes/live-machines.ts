import type { FastifyInstance } from 'fastify';
import { views } from '../../api/contract/contract.ts';
import type { LiveMachineReads } from '../../store/read/live-machines.ts';
import { fleetSource, MachinesTopic } from '../sockets/machines-topic.ts';
import { type LiveParts, liveRoute } from './live-route.ts';

/** WebSockets on which viewers follow all machines. */
export function liveMachineRoutes(
  app: FastifyInstance,
  parts: LiveParts,
  reads: Pick<LiveMachineReads, 'lastSeq' | 'changed'>,
): void {
  const source = fleetSource(reads);
  liveRoute(app, parts, {
    view: views.machines,
    topic: ({ query }) => new MachinesTopic(source, (query as { epoch?: unknown }).epoch),
  });
}
