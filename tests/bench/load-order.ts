import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ReportKind } from './load-report.ts';

/** What the load generator is to do. */
export interface LoadOrder {
  readonly port: number;
  /** Over TLS. */
  readonly isSecure?: boolean;
  readonly machines: number;
  /** Evidence is sent once by each machine. */
  readonly kind: ReportKind | 'evidence';
  /** Absent: every machine reports once. */
  readonly timing?: { readonly warmUpMs: number; readonly measuredMs: number };
}

/** What it did. */
export interface LoadResult {
  readonly reports: number;
  readonly ms: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What it says: that the warm-up is over, or how it ended. */
export type LoadNews = { readonly type: 'measuring' } | { readonly type: 'ended'; readonly result: LoadResult };

/** As many as the bound is stated for. */
export const CONNECTIONS = 64;

const GENERATOR = fileURLToPath(new URL('./load.js', import.meta.url));

/** Runs the load generator in a process of its own; `onMeasuring` is called when the warm-up is over. */
export async function load(order: LoadOrder, signal: AbortSignal, onMeasuring?: () => void): Promise<LoadResult> {
  signal.throwIfAborted();
  const child = fork(GENERATOR, [JSON.stringify(order)], { signal, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let result: LoadResult | undefined;
  child.on('message', (news: LoadNews) => {
    if (news.type === 'measuring') onMeasuring?.();
    else result = news.result;
  });
  await once(child, 'close');
  if (result === undefined) throw new Error('the load generator ended without a result');
  return result;
}
