import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { aRollout } from './output/a-rollout.ts';

const RELEASE = {
  ...{ id: 'rel-1', flake_ref: null, flake_rev: null, cache_url: null, host_count: 2 },
  entries: ['a', 'b'].map((hostname) => ({ hostname, store_path: `/nix/store/${hostname}`, platform: 'x', tags: [] })),
  ...{ created_at: '2026-01-31T12:00:00Z', created_by: 'apikey:admin' },
};
const MACHINE = {
  ...{ current_generation: '', desired_generation: null, agent_version: '', system_state: 'ok', uptime_seconds: 0 },
  ...{ last_report: null, lifecycle: 'active', tags: ['web'], seconds_since_last_report: null },
};

/** What v0.1.1 answers; its router has nothing to say of what it does not know. */
const ANSWERS: Readonly<Record<string, readonly [status: number, body: unknown]>> = {
  'GET /api/v1/releases/rel-1': [200, RELEASE],
  'POST /api/v1/releases': [201, { id: 'rel-1', host_count: 2 }],
  'GET /api/v1/machines': [200, [{ machine_id: 'a', ...MACHINE }]],
  'GET /api/v1/rollouts/r-1': [200, aRollout()],
  'POST /api/v1/rollouts': [201, { rollout_id: 'r-1', batches: [], total_machines: 2 }],
  'POST /api/v1/rollouts/r-1/cancel': [200, ''],
  'POST /api/v1/rollouts/plan': [405, ''],
  // It knows `tag` once, as a text, and not as a list.
  'GET /api/v1/machines?tag': [400, 'Failed to deserialize query string'],
};

/** What one was asked. */
export interface Asked {
  readonly call: string;
  readonly body: string;
}

/**
 * A control plane of v0.1.1: it makes no plans and cannot say why. `changes` to its answers are by method and path; a question that
 * is `silent` gets none.
 */
export async function anOldControlPlane(
  changes: typeof ANSWERS = {},
  { silent }: { readonly silent?: string } = {},
): Promise<{ readonly url: string; readonly asked: readonly Asked[]; readonly silence: Promise<void> }> {
  const asked: Asked[] = [];
  let fallSilent = () => {};
  const silence = new Promise<void>((resolve) => (fallSilent = resolve));
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const call = `${request.method} ${request.url?.split('?')[0]}`;
    asked.push({ call, body: await text(request) });
    if (call === silent) return fallSilent();
    const answers = { ...ANSWERS, ...changes };
    const [status, body] = (request.url?.includes('?tag=') && answers[`${call}?tag`]) || answers[call] || [404, ''];
    const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
    response.writeHead(status, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, silence };
}
