import { useEffect, useState } from 'preact/hooks';
import type { Connection, ConnectionState } from '../connection.ts';

const WORDS: Readonly<Record<ConnectionState, string>> = {
  none: '',
  connecting: 'connecting…',
  connected: 'live',
  lost: 'reconnecting…',
};

/** How it stands with a connection, anew when that changes. */
export function useConnection(connection: Connection): ConnectionState {
  const [state, setState] = useState(connection.state);
  useEffect(() => {
    const told = () => setState(connection.state);
    told();
    return connection.subscribe(told);
  }, [connection]);
  return state;
}

/** Whether what the page shows is as it is now, in a word that is read out when it changes. */
export function ConnectionWord({ connection }: { readonly connection: Connection }) {
  const state = useConnection(connection);
  return (
    <span class={`connection ${state}`} role="status" aria-label="Connection">
      {state !== 'none' && <span class="dot" aria-hidden="true" />}
      {WORDS[state]}
    </span>
  );
}
