import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ReportKind } from './load-report.ts';
import type { Workshop } from './workshop.ts';

/**
 * What the fleet of links is to do once all are there: report as fast as its reports are acknowledged, with `window` of
 * each on their way; report once `everyMs`; report once and wait to be told, all of them, what is wanted; or report once and
 * then run at once, healthily, whatever it is told to.
 */
export type LinkTask =
  | {
      readonly does: 'report';
      readonly kind: ReportKind;
      readonly window: number;
      readonly warmUpMs: number;
      readonly measuredMs: number;
    }
  | { readonly does: 'idle'; readonly everyMs: number }
  | { readonly does: 'wait' }
  | { readonly does: 'apply' };

/** The fleet's order. */
export interface LinkOrder {
  readonly port: number;
  readonly links: number;
  readonly task: LinkTask;
}

/** What the fleet says: that all are there; how many reports were acknowledged; each time when the last of all was told. */
export type LinkNews =
  | { readonly type: 'ready' }
  | { readonly type: 'reported'; readonly reports: number; readonly ms: number; readonly p99Ms: number }
  | { readonly type: 'told'; readonly at: number };

/** A fleet of links in a process of its own. */
export interface LinkFleet {
  readonly ready: Promise<unknown>;
  readonly reported: Promise<{ readonly reports: number; readonly ms: number; readonly p99Ms: number }>;
  /** When the last of all is told the next time; ms since the epoch. */
  told(): Promise<{ readonly at: number }>;
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('./link-fleet.js', import.meta.url));

/** Starts a fleet. What it waits for rejects when the fleet ends first. */
function linkFleet(order: LinkOrder, signal: AbortSignal): LinkFleet {
  signal.throwIfAborted();
  const child = fork(PROGRAM, [JSON.stringify(order)], { signal, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'close');
  const news = <Type extends LinkNews['type']>(type: Type) => {
    const heard = new Promise<Extract<LinkNews, { type: Type }>>((resolve, reject) => {
      child.on('message', (said: LinkNews) => {
        if (said.type === type) resolve(said as Extract<LinkNews, { type: Type }>);
      });
      ended.then(() => reject(new Error('the fleet of links ended too early')), reject);
    });
    // Not all are waited for.
    heard.catch(() => undefined);
    return heard;
  };
  return {
    ready: news('ready'),
    reported: news('reported'),
    told: () => news('told'),
    async stop() {
      child.kill();
      await ended.catch(() => undefined);
    },
  };
}

/** Runs a fleet of links for as long as something is measured. */
export async function withFleet<T>(
  { signal }: Pick<Workshop, 'signal'>,
  { url, links, task }: { readonly url: string; readonly links: number; readonly task: LinkTask },
  measure: (fleet: LinkFleet) => Promise<T>,
): Promise<T> {
  const fleet = linkFleet({ port: Number(new URL(url).port), links, task }, signal);
  try {
    await fleet.ready;
    return await measure(fleet);
  } finally {
    await fleet.stop();
  }
}
