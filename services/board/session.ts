import type { OwnKey } from '../../machines/model/key.ts';
import { type Methods } from '../api/client-over.ts';
import { createBrowserClient, SignedOut } from './browser-client.ts';
import { Connection } from './connection.ts';
import { follow, type Following } from './follow.ts';

/** What a page follows. */
export interface Feed extends Omit<Following, 'url' | 'apiKey' | 'refused' | 'timing'> {
  /** It was refused although the control plane answers and the key is good: is what it is about still there? */
  readonly refused?: () => void;
}

/** Somebody who has signed in: what they may ask and follow, until they sign out or this tab is closed. */
export interface Session {
  readonly key: OwnKey;
  readonly client: Methods;
  /** Follows a feed of the control plane until the signal aborts. */
  readonly follow: (feed: Feed) => void;
  /** How it stands with all that is followed. */
  readonly connection: Connection;
  /** May release and roll out. */
  readonly mayDeploy: boolean;
  /** Aborts, with what is to be said as its reason, when the key is not good any more: it was revoked or has expired. */
  readonly over: AbortSignal;
}

const PLACE = 'nixfleet-api-key';

/** Who does not answer within this is not there. */
const PROBE_MS = 10_000;

/** The folder above this page: where the API is, also behind a proxy that puts a path before it. */
export const apiUrl = (): string => new URL('..', document.baseURI).href.replace(/\/$/, '');

/** Signs in with a key, which is kept for this tab only. Throws what the control plane says against it. */
export async function signIn(apiKey: string): Promise<Session> {
  const session = await sessionWith(apiKey);
  sessionStorage.setItem(PLACE, apiKey);
  return session;
}

async function sessionWith(apiKey: string): Promise<Session> {
  const url = apiUrl();
  const ending = new AbortController();
  const client = createBrowserClient({ url, apiKey }, (error) => ending.abort(error));
  const key = await client.ownKey({ signal: AbortSignal.timeout(PROBE_MS) });
  const connection = new Connection();
  const isLetIn = keyProbe(client);
  return {
    key,
    client,
    follow(feed) {
      const refused = () => void isLetIn().then((isIn) => isIn && !feed.signal.aborted && feed.refused?.());
      void follow({ ...counted(connection, feed), url, apiKey, refused });
    },
    connection,
    mayDeploy: key.role !== 'readonly',
    over: ending.signal,
  };
}

/** Signs in again with the key that this tab has; undefined: it has none. A key that is not good any more is forgotten. */
export async function resumed(): Promise<Session | undefined> {
  const apiKey = sessionStorage.getItem(PLACE);
  if (apiKey === null) return undefined;
  try {
    return await sessionWith(apiKey);
  } catch (error) {
    // Somebody may have entered another one meanwhile.
    if (error instanceof SignedOut && sessionStorage.getItem(PLACE) === apiKey) signOut();
    throw error;
  }
}

/** Forgets the key. */
export function signOut(): void {
  sessionStorage.removeItem(PLACE);
}

/** Asks, once for all feeds that were refused just now, whether it was not the key: a fetch is told why. */
function keyProbe(client: Pick<Methods, 'ownKey'>): () => Promise<boolean> {
  let asking: Promise<boolean> | undefined;
  const asked = () =>
    client
      .ownKey({ signal: AbortSignal.timeout(PROBE_MS) })
      .then(
        () => true,
        () => false,
      )
      .finally(() => (asking = undefined));
  return () => (asking ??= asked());
}

/** The same feed, of which the connection knows while it is followed. */
function counted(connection: Connection, feed: Feed): Feed {
  connection.tell(feed, 'connecting');
  feed.signal.addEventListener('abort', () => connection.forget(feed), { once: true });
  const state: Following['state'] = (now) => {
    if (!feed.signal.aborted) connection.tell(feed, now);
    feed.state(now);
  };
  return { ...feed, state };
}
