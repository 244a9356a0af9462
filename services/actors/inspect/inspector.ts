import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnyStateMachine } from 'xstate';
import type { WebSocket } from 'ws';
import { failureOf } from '../../../machines/errors.ts';
import { type Address, kindOf } from '../address.ts';
import { BRIDGE_PAGE } from './bridge-page.ts';
import type { Inspected } from './inspected.ts';
import { definitionOf, eventsOf, introduction, type StatelyEvent } from './stately-events.ts';

/** What an inspector is made of. */
export interface InspectorParts {
  /** On the loopback interface; 0: any free one. */
  readonly port: number;
  /** The chart of each kind of actor. */
  readonly charts: Readonly<Record<string, AnyStateMachine>>;
}

/** Tells what actors hear to whoever looks, in the format of `@statelyai/inspect`. */
export interface Inspector {
  readonly url: string;
  /** Tells what was committed. */
  readonly publish: (seen: readonly Inspected[]) => void;
  stop(): void;
}

/** So much of what was heard before is told to a viewer that comes later. */
const KEPT = 100;
/** A viewer with more than this unsent is let go: an aid must not eat the memory of what it looks at. */
const UNSENT_BYTES = 4 * 1024 * 1024;
const VIEWERS = 16;

/**
 * Starts an inspector on loopback: a WebSocket that `createWebSocketReceiver` of `@statelyai/inspect` reads, and a page
 * that shows it in the Stately inspector. Browsers may come from its own page only. Throws when the port is taken.
 */
export async function startInspector({ port, charts }: InspectorParts): Promise<Inspector> {
  // Loaded here: nobody inspects but who asks to.
  const { WebSocketServer } = await import('ws');
  const definitions = new Map(Object.entries(charts).map(([kind, machine]) => [kind, definitionOf(machine)]));
  let recent: Inspected[] = [];
  const server = createServer((request, response) => {
    const isPage = request.method === 'GET' && request.url === '/' && isLocal(request);
    response.writeHead(isPage ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', 'x-frame-options': 'DENY' });
    response.end(isPage ? BRIDGE_PAGE : '');
  });
  const viewers = new WebSocketServer({
    server,
    maxPayload: 1024,
    perMessageDeflate: false,
    verifyClient: ({ req }: { req: IncomingMessage }) => isLocal(req) && viewers.clients.size < VIEWERS,
  });
  /** The actors that each viewer knows: nobody shows the events of one that was not introduced to them. */
  const known = new WeakMap<WebSocket, Set<string>>();
  const tell = (viewer: WebSocket, each: Inspected) => {
    const addresses = known.get(viewer);
    if (addresses?.has(each.address) === false) {
      addresses.add(each.address);
      send(viewer, introduction(each, definitions.get(kindOf(each.address as Address)) ?? '{}'));
    }
    for (const event of eventsOf(each)) send(viewer, event);
  };
  viewers.on('connection', (viewer) => {
    viewer.on('error', () => viewer.terminate());
    known.set(viewer, new Set());
    for (const each of recent) tell(viewer, each);
  });
  await new Promise<void>((resolve, reject) => {
    // The server's errors are those of its WebSockets, too.
    viewers.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(void viewers.off('error', reject)));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    publish(seen) {
      for (const viewer of viewers.clients) for (const each of seen) tell(viewer, each);
      recent = [...recent, ...seen].slice(-KEPT);
    },
    stop() {
      for (const viewer of viewers.clients) viewer.terminate();
      viewers.close();
      server.close();
    },
  };
}

function send(viewer: WebSocket, event: StatelyEvent): void {
  if (viewer.bufferedAmount > UNSENT_BYTES) return viewer.terminate();
  if (viewer.readyState === viewer.OPEN) viewer.send(JSON.stringify(event));
}

/** Whoever asks is no page of somebody else's, and found us by no name of somebody else's (DNS rebinding). */
function isLocal({ headers: { host = '', origin } }: IncomingMessage): boolean {
  const isOurs = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(host);
  return isOurs && (origin === undefined || origin === `http://${host}`);
}

/** How an inspector is asked for. */
export interface InspectorAsked {
  readonly charts: InspectorParts['charts'];
  /** Where it is when `NIXFLEET_INSPECT` is 1. */
  readonly usualPort: number;
  /** The value of `NIXFLEET_INSPECT`. */
  readonly value: string | undefined;
  readonly log: (level: 'info' | 'warn', message: string) => void;
}

/**
 * Starts the inspector that `NIXFLEET_INSPECT` asks for: 1, or a port. Undefined: it asks for none, or there cannot be
 * one, which is logged: an aid keeps nothing from starting.
 */
export async function inspectorAsked({
  value,
  charts,
  usualPort,
  log,
}: InspectorAsked): Promise<Inspector | undefined> {
  if (value === undefined || value === '' || value === '0') return undefined;
  const port = value === '1' ? usualPort : /^\d{4,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(port >= 1024 && port <= 65_535)) {
    log(
      'warn',
      `NIXFLEET_INSPECT is 1 or a port from 1024 to 65535, not ${JSON.stringify(value)}: nothing is inspected`,
    );
    return undefined;
  }
  try {
    const inspector = await startInspector({ port, charts });
    log(
      'warn',
      `INSPECTED: whoever is on this machine sees what actors hear at ${inspector.url} (unset NIXFLEET_INSPECT)`,
    );
    return inspector;
  } catch (error) {
    log('warn', `nothing is inspected: port ${port} cannot be used: ${failureOf(error).message}`);
    return undefined;
  }
}
