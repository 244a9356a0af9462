import type { HostNews } from '../../machines/policy/release-hosts.ts';
import type { EvaluatedHost, JobMessage, Refusal } from './protocol.ts';

type Outcome =
  { readonly step: 'built' | 'pushed' } | { readonly step: 'building' | 'pushing'; readonly reason: string };

/**
 * Turns what jobs tell of derivations into news of hosts. A host may hear of its derivation before
 * or after its own chunk is evaluated: another chunk's job may have made it.
 */
export class Ledger {
  readonly #claimed = new Set<string>();
  readonly #hosts = new Map<string, string[]>();
  readonly #outcomes = new Map<string, Outcome[]>();

  /** Those that no job has claimed; they are the asker's from now on. */
  claim(derivations: readonly string[]): string[] {
    const free = derivations.filter((drv) => !this.#claimed.has(drv));
    for (const drv of free) this.#claimed.add(drv);
    return free;
  }

  /** The news in a job's message. */
  news(message: JobMessage): HostNews[] {
    switch (message.type) {
      case 'evaluated':
        return this.#evaluated(message);
      case 'built':
      case 'pushed':
        return this.#made(message.type, message.derivations);
      case 'unbuilt':
        return this.#failed('building', message.refused);
      case 'unpushed':
        return this.#failed('pushing', message.refused);
      case 'delivered':
        return [{ type: 'hosts.pushed', names: message.hosts }];
      case 'undelivered':
        return [{ type: 'hosts.failed', failures: message.refused.map((host) => ({ ...host, step: 'pushing' })) }];
      case 'progressed':
        return this.#progressed(message);
      case 'claim':
      case 'enter':
      case 'leave':
      case 'working':
      case 'command':
        return [];
    }
  }

  #evaluated({ hosts, excluded, refused }: JobMessage & { type: 'evaluated' }): HostNews[] {
    const news: HostNews[] = [];
    if (refused.length > 0) news.push({ type: 'hosts.failed', failures: refused });
    if (excluded.length > 0) news.push({ type: 'hosts.excluded', names: excluded });
    if (hosts.length > 0) news.push({ type: 'hosts.evaluated', entries: hosts.map(entryOf) });
    for (const { name, drv } of hosts) {
      this.#hosts.set(drv, [...(this.#hosts.get(drv) ?? []), name]);
      for (const outcome of this.#outcomes.get(drv) ?? []) news.push(newsOf(name, outcome));
    }
    return news;
  }

  #progressed({ derivations, done, of }: JobMessage & { type: 'progressed' }): HostNews[] {
    const names = derivations.flatMap((drv) => this.#hosts.get(drv) ?? []);
    return names.length > 0 ? [{ type: 'hosts.progressed', names, done, of }] : [];
  }

  #made(step: 'built' | 'pushed', derivations: readonly string[]): HostNews[] {
    const names = derivations.flatMap((drv) => this.#settle(drv, { step }));
    return names.length > 0 ? [{ type: `hosts.${step}`, names }] : [];
  }

  #failed(step: 'building' | 'pushing', refused: readonly Refusal[]): HostNews[] {
    const failures = refused.flatMap(({ name: drv, reason }) =>
      this.#settle(drv, { step, reason }).map((name) => ({ name, step, reason })),
    );
    return failures.length > 0 ? [{ type: 'hosts.failed', failures }] : [];
  }

  /** Keeps what became of a derivation, for hosts that are still to come; the hosts that have it now. */
  #settle(drv: string, outcome: Outcome): readonly string[] {
    this.#outcomes.set(drv, [...(this.#outcomes.get(drv) ?? []), outcome]);
    return this.#hosts.get(drv) ?? [];
  }
}

function newsOf(name: string, outcome: Outcome): HostNews {
  if (!('reason' in outcome)) return { type: `hosts.${outcome.step}`, names: [name] };
  return { type: 'hosts.failed', failures: [{ name, ...outcome }] };
}

const entryOf = ({ name, out, platform, tags }: EvaluatedHost) => ({
  hostname: name,
  store_path: out,
  platform,
  tags: [...tags],
});
