import { failureOf } from '../../machines/errors.ts';
import { madeEntries, failedHosts } from '../../machines/policy/release-hosts.ts';
import type { ReleaseEntry } from '../../machines/model/release.ts';
import type { ReleaseResult } from '../../machines/release.ts';
import type { ValuesOf } from '../line/flags.ts';
import type { ExitCode } from '../line/verb.ts';
import { agreedOn } from '../consent/agreed-on.ts';
import type { Agreement } from '../consent/answer-to.ts';
import { isAsked } from '../consent/attention.ts';
import { table } from '../output/table.ts';
import { type BUILD_FLAGS, limitsOf } from '../release/build-flags.ts';
import type { Session } from '../session.ts';
import { builtClosures } from './built-closures.ts';
import { withRoots } from './closure-roots.ts';
import { deployHost } from './deploy-host.ts';
import { flakeChecks } from './flake-checks.ts';
import {
  hasSucceeded,
  type HostOutcome,
  outcomeJson,
  outcomeLine,
  outcomeRows,
  outcomeStatus,
} from './host-outcome.ts';
import { teller } from './host-teller.ts';
import { sideBySide } from './side-by-side.ts';
import { confirmSecondsOf } from './ssh-flags.ts';
import { noteUntold, ToldControlPlane } from './told-control-plane.ts';

/** What `deploy --ssh` is told. */
export interface SshDeployFlags extends ValuesOf<typeof BUILD_FLAGS> {
  readonly flake: string;
  readonly hosts: readonly string[] | undefined;
  readonly tags: readonly string[] | undefined;
  readonly target: string | undefined;
  readonly parallel: number;
  readonly 'confirm-timeout': number;
  readonly 'no-confirm': boolean;
  readonly 'dry-run': boolean;
  readonly yes: boolean;
}

/** `nixfleet deploy --ssh`: builds here, copies and activates over SSH; needs no control plane and no agent. */
export const deployOverSsh = (flags: SshDeployFlags, session: Session): Promise<ExitCode> =>
  withRoots((roots) => deployedFrom(roots, flags, session));

async function deployedFrom(roots: string, flags: SshDeployFlags, session: Session): Promise<ExitCode> {
  const { flake, hosts = ['*'], tags = [], target } = flags;
  session.operation.about({ flake });
  const built = await builtClosures({ flake, hosts, tags, target, limits: limitsOf(flags), roots }, session);
  if (built === 'interrupted') {
    return unchanged('Interrupted', session);
  }
  const entries = madeEntries(built.hosts);
  session.operation.about({ hosts: entries.map(({ hostname }) => hostname) });
  const isTrial = flags['dry-run'];
  const answer = entries.length === 0 ? 'yes' : await agreement(entries, flags, session);
  if (answer === 'interrupted') return unchanged('Interrupted', session);
  if (answer === 'no') return unchanged('Not deployed', session);
  const brought = isTrial ? entries.map(triedOutcome) : await deployed(built, flags, session).catch(stopped(session));
  if (brought === 'interrupted') return unchanged('Interrupted', session);
  const outcomes = [...brought, ...unbuiltOutcomes(built)];
  shown(outcomes, isTrial, session);
  // Of a dry run that was interrupted late all is known.
  if (!isTrial && session.interruption().aborted) return 130;
  return outcomes.every(hasSucceeded) ? 0 : 1;
}

/** What is stopped before the first host is begun says so by failing. */
const stopped =
  (session: Session) =>
  (error: unknown): 'interrupted' => {
    if (session.interruption().aborted) return 'interrupted';
    throw error;
  };

function unchanged(what: 'Interrupted' | 'Not deployed', { screen }: Session): ExitCode {
  screen.note(`${what}: no host was changed.`);
  return what === 'Interrupted' ? 130 : 1;
}

/** Asks whoever sits before it, with all hosts in view: the flag that was forgotten would have named fewer. */
async function agreement(
  entries: readonly ReleaseEntry[],
  flags: SshDeployFlags,
  session: Session,
): Promise<Agreement> {
  const { hosts, tags, yes: isUnasked } = flags;
  const order = { isTrial: flags['dry-run'], isUnasked, selection: { hosts, tags } };
  if (!isAsked(order, session)) return 'yes';
  const rows = entries.map(({ hostname, platform, store_path: path }) => [hostname, platform, path]);
  for (const line of ['', ...table(['host', 'platform', 'store path'], rows, session.screen), ''])
    session.screen.say(line);
  return agreedOn(entries.length, order, session);
}

async function deployed(built: ReleaseResult, flags: SshDeployFlags, session: Session): Promise<HostOutcome[]> {
  const entries = madeEntries(built.hosts);
  const signal = session.interruption();
  const plane = new ToldControlPlane(() => session.client());
  const confirmSeconds = confirmSecondsOf(flags);
  const checks =
    confirmSeconds === null || built.source === null
      ? undefined
      : await flakeChecks(
          built.source.url,
          entries.map(({ hostname }) => hostname),
          signal,
        );
  const progress = session.screen.progress('ssh');
  let over = 0;
  progress.status(outcomeStatus(over, entries.length));
  const deployOne = async (entry: ReleaseEntry): Promise<HostOutcome> => {
    const tell = teller(entry.hostname, progress, session);
    const order = { target: flags.target, confirmSeconds, checks: checks?.get(entry.hostname) ?? {} };
    const outcome = await deployHost(entry, order, { plane, tell, signal });
    session.operation.note('host is done', { host: entry.hostname, result: outcome.result, says: outcome.says });
    progress.status(outcomeStatus((over += 1), entries.length));
    return outcome;
  };
  try {
    return await sideBySide(entries, { limit: flags.parallel, work: deployOne, failed: brokenOutcome });
  } finally {
    progress.end();
    noteUntold(plane, session);
  }
}

function shown(outcomes: readonly HostOutcome[], isTrial: boolean, { screen, isJson }: Session): void {
  if (isJson) screen.json(outcomeJson(outcomes, isTrial));
  for (const line of ['', ...table(['host', 'result', 'what'], outcomeRows(outcomes), screen), '']) screen.say(line);
  screen.say(isTrial ? 'Dry run: nothing was copied or activated.' : outcomeLine(outcomes));
}

const triedOutcome = ({ hostname, platform, store_path: path }: ReleaseEntry): HostOutcome => ({
  ...{ host: hostname, platform, path, destination: null },
  ...{ result: 'built', says: path },
});

const brokenOutcome = ({ hostname, platform, store_path: path }: ReleaseEntry, error: unknown): HostOutcome => ({
  ...{ host: hostname, platform, path, destination: null },
  ...{ result: 'failed', says: failureOf(error).message },
});

const unbuiltOutcomes = ({ hosts }: ReleaseResult): HostOutcome[] =>
  failedHosts(hosts).map(({ name, step, reason }) => ({
    ...{ host: name, platform: hosts[name]?.entry?.platform ?? null, path: null, destination: null },
    ...{ result: 'unbuilt', says: `${step}: ${reason.split('\n')[0] ?? ''}` },
  }));
