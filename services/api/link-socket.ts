import type { Agent } from 'node:http';
import type { WebSocket } from 'ws';
import { baseUrl, filledPath } from './base-url.ts';
import { openSocket } from './web-socket.ts';

/** Whose link, and where. */
export interface LinkPlace {
  readonly url: string;
  readonly machineId: string;
  /** Makes the connections; over TLS it keeps sessions from one to the next. */
  readonly agent: Agent;
  readonly signal?: AbortSignal | undefined;
}

/** What a control plane may say at once. */
const MOST_BYTES = 1024 * 1024;
const HANDSHAKE_MS = 15_000;

/** Opens the link of a machine, which is not read before it is resumed. Throws `HttpFailed` and `Unreachable`. */
export function openLinkSocket({ url, machineId, agent, signal }: LinkPlace): Promise<WebSocket> {
  const { shown } = baseUrl(url);
  return openSocket({
    url: shown.replace(/^http/, 'ws') + filledPath('/api/v1/machines/:id/link', { params: { id: machineId } }),
    options: { agent, maxPayload: MOST_BYTES, handshakeTimeout: HANDSHAKE_MS },
    signal,
  });
}
