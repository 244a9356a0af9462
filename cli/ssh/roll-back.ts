import { BadInput } from '../../machines/errors.ts';
import { isStorePath } from '../../machines/policy/store-path.ts';
import {
  foundGenerations,
  type Generation,
  generationOf,
  type Generations,
  previousGeneration,
} from '../../services/host/ssh/generations.ts';
import { SshTarget } from '../../services/host/ssh/ssh-target.ts';
import type { ExitCode } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';
import type { Session } from '../session.ts';
import { tellEnd, teller } from './host-teller.ts';
import { confirmSecondsOf } from './ssh-flags.ts';
import { destinationOf } from './ssh-host.ts';
import type { SwitchEnd, SwitchOrder } from './switch-order.ts';
import { switchOver } from './switch-over.ts';
import { noteUntold, ToldControlPlane } from './told-control-plane.ts';

/** What `rollback` is told. */
export interface RollBackFlags {
  readonly host: string | undefined;
  readonly generation: string | undefined;
  readonly darwin: boolean;
  readonly target: string | undefined;
  readonly 'confirm-timeout': number;
  readonly 'no-confirm': boolean;
}

/** A machine that is not there is given up within ten seconds, also when it is its name that nobody answers for. */
const CONNECT_SECONDS = 8;
const CONNECT_MS = 9_000;

/** `nixfleet rollback`: brings a machine back to a generation that it has, with the same way back as any deployment. */
export async function rollBack(flags: RollBackFlags, session: Session): Promise<ExitCode> {
  const { host = '', generation, darwin: isDarwin } = flags;
  if (generation !== undefined && !isStorePath(generation))
    throw new BadInput(`--generation is a store path, /nix/store/<hash>-<name>, and not ${JSON.stringify(generation)}`);
  const destination = destinationOf({ name: host, isDarwin, target: flags.target }, process.env['USER']);
  session.operation.about({ hosts: [host] });
  confirmSecondsOf(flags);
  const target = new SshTarget({ host, destination, connectSeconds: CONNECT_SECONDS });
  try {
    return await rolledBack(target, flags, session);
  } catch (error) {
    if (!session.interruption().aborted) throw error;
    session.screen.note(`Interrupted: ${host} was not changed.`);
    return 130;
  } finally {
    await target.close();
  }
}

async function rolledBack(target: SshTarget, flags: RollBackFlags, session: Session): Promise<ExitCode> {
  const { screen, isJson } = session;
  const { host, destination } = target;
  const signal = session.interruption();
  const found = foundGenerations(await reached(target, signal));
  const wanted = wantedGeneration(found, flags.generation);
  screen.say(`Rolling ${host} back to ${wanted.path}`);
  const plane = new ToldControlPlane(() => session.client());
  const progress = screen.progress('rollback');
  const order: SwitchOrder = {
    ...{ host, path: wanted.path, generation: wanted.number, checks: {} },
    platform: flags.darwin ? 'darwin' : 'linux',
    confirmSeconds: confirmSecondsOf(flags),
  };
  const tell = teller(host, progress, session);
  let end: SwitchEnd;
  try {
    end = await switchOver(target, order, { plane, tell, signal });
    tellEnd(end, tell);
  } finally {
    progress.end();
  }
  for (const line of end.said.split('\n')) if (line !== '') session.log.info(`${host}: ${line}`);
  noteUntold(plane, session);
  if (isJson) {
    const facts = { host, destination, store_path: wanted.path, generation: wanted.number };
    screen.json({ ...facts, previous: found.running || null, result: end.result, message: end.says });
  }
  if (end.result === 'deployed') screen.say(`${host} ${end.says}`);
  else if (!signal.aborted) throw new BadInput(`${verdictOn(host, end)}: ${end.says}${saidBy(end)}`);
  return signal.aborted ? 130 : 0;
}

/** Its generations, or why it cannot be reached. */
async function reached(target: SshTarget, signal: AbortSignal) {
  const limit = AbortSignal.timeout(CONNECT_MS);
  try {
    await target.open(AbortSignal.any([signal, limit]));
  } catch (error) {
    if (!limit.aborted || signal.aborted) throw error;
    throw new BadInput(
      `cannot reach ${target.destination} over SSH: no connection within ${CONNECT_MS / 1000} s. Check its name and the way to it, or give its address with --target`,
    );
  }
  return target.ask(['look'], { signal, says: 'look for its generations' });
}

/** What to go back to: what was said, else the one before. */
function wantedGeneration(
  found: Generations,
  path: string | undefined,
): Generation | { readonly number: number | null; readonly path: string } {
  if (path === undefined) return previousGeneration(found);
  return { number: generationOf(found, path), path };
}

function verdictOn(host: string, { result }: SwitchEnd): string {
  if (result === 'unknown') return `nobody knows whether ${host} was rolled back`;
  return `${host} was not rolled back${result === 'went_back' ? ': it went back' : ''}`;
}

const saidBy = ({ said }: SwitchEnd): string => {
  const lines = said.split('\n').filter((line) => line !== '');
  return lines.length === 0 ? '' : `\nThe machine said:\n${lines.map((line) => `  ${printable(line)}`).join('\n')}`;
};
