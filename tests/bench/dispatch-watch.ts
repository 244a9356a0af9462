import { setTimeout as pause } from 'node:timers/promises';
import { openReader } from '../../services/store/open.ts';

/** Sees in the database how far a rollout is, which is sooner than anybody could be told, and costs the server nothing. */
export interface DispatchWatch {
  /** Ends when every machine of the rollout has its desired path on disk. */
  told(rolloutId: string): Promise<void>;
  /** Ends when no mail waits. */
  quiet(): Promise<void>;
  close(): void;
}

const LOOK_MS = 5;

/** Watches a control plane's database from outside. */
export function dispatchWatch(dbPath: string, signal: AbortSignal): DispatchWatch {
  const db = openReader(dbPath);
  // They are told in the order of their ids: until the last is told, this finds it at once.
  const untold = db.prepare<[string]>(
    `SELECT 1 FROM rollout_machines WHERE rollout_id = ? AND started_at IS NULL ORDER BY machine_id DESC LIMIT 1`,
  );
  const mail = db.prepare<[]>(`SELECT 1 FROM mailbox LIMIT 1`);
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await pause(LOOK_MS, undefined, { signal });
  };
  return {
    told: (rolloutId) => until(() => untold.get(rolloutId) === undefined),
    quiet: () => until(() => mail.get() === undefined),
    close: () => void db.close(),
  };
}
