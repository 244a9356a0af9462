import type { OwnKey } from '../../machines/model/key.ts';
import { type Methods } from '../api/client-over.ts';
import { createBrowserClient, SignedOut } from './browser-client.ts';
import { Connection } from './connection.ts';
import { follow, type Following } from './follow.ts';

/** Somebody who has signed in: what they may ask and follow, until they sign out or this tab is closed. */
export interface Session {
  readonly key: OwnKey;
  readonly client: Methods;
  /** Follows a feed of the control plane until the signal aborts. */
  readonly follow: (following: Omit<Following, 'url' | 'apiKey' | 'refused'>) => void;
  /** How it stands with all that is followed. */
  readonly connection: Connection;
  /** May release and roll out. */
  readonly mayDeploy: boolean;
  /** Aborts, with what is to be said as its reason, when the key is not good any more: it was revoked or has expired. */
  readonly over: AbortSignal;
}

const PLACE = 'nixfleet-api-key';

/** The folder above this page: where the API is, also behind a proxy that puts a path before it. */
export const apiUrl = (): string => new URL('..', document.baseURI).href.replace(/\/$/, '');

/** Signs in with a key, which is kept for this tab only. Throws what the control plane says against it. */
export async function signIn(apiKey: string): Promise<Session> {
  const url = apiUrl();
  const ending = new AbortController();
  const client = createBrowserClient({ url, apiKey }, (error) => ending.abort(error));
  const key = await client.ownKey();
  sessionStorage.setItem(PLACE, apiKey);
  const connection = new Connection();
  // A fetch is told why: whether it is the key.
  const refused = () => void client.ownKey().catch(() => undefined);
  return {
    key,
    client,
    follow: (following) => void follow({ url, apiKey, refused, ...counted(connection, following) }),
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
    return await signIn(apiKey);
  } catch (error) {
    if (error instanceof SignedOut) signOut();
    throw error;
  }
}

/** Forgets the key. */
export function signOut(): void {
  sessionStorage.removeItem(PLACE);
}

/** The same feed, of which the connection knows while it is followed. */
function counted<Feed extends Pick<Following, 'state' | 'signal'>>(connection: Connection, feed: Feed): Feed {
  connection.tell(feed, 'connecting');
  feed.signal.addEventListener('abort', () => connection.forget(feed), { once: true });
  const state: Following['state'] = (now) => {
    if (!feed.signal.aborted) connection.tell(feed, now);
    feed.state(now);
  };
  return { ...feed, state };
}
