import { isStorePath } from '../../../machines/policy/store-path.ts';
import { fullPath, type SaidPath, saidPaths } from '../../../services/host/path-infos.ts';
import type { Machine } from '../machine.ts';
import { pathInfoCommand } from '../observe/path-info-command.ts';
import { narHashHex } from './nar-hash.ts';

/** A path of the system as an SBOM needs it. */
export interface SystemPath {
  readonly path: string;
  /** SHA-256 of its archive (NAR), hex; undefined: the store does not say. */
  readonly narHash: string | undefined;
  /** What it needs, itself left out. */
  readonly references: readonly string[];
  /** The derivation that it was made by, if the store remembers. */
  readonly deriver: string | undefined;
  /** ms since the epoch; undefined: the store does not say. */
  readonly registeredAt: number | undefined;
}

/** A system and all that it is made of. */
export interface SystemClosure {
  readonly system: SystemPath;
  /** By path. */
  readonly others: readonly SystemPath[];
}

const TIMEOUT_MS = 2 * 60_000;
/** About a kilobyte for each path; the biggest desktops have some ten thousand. */
const MOST_CHARACTERS = 256 * 1024 * 1024;

/** What the system at a path is made of, as the store knows it. Throws when Nix cannot tell all of it. */
export async function systemClosure(machine: Machine, path: string): Promise<SystemClosure> {
  const answer = await machine.ask(pathInfoCommand(path, '--recursive'), undefined, {
    timeoutMs: TIMEOUT_MS,
    maxOutput: MOST_CHARACTERS,
  });
  if (answer === undefined) throw new Error('there is no program nix that could tell what the system is made of');
  if (answer.exitCode !== 0)
    throw new Error(`Nix cannot tell what ${path} is made of: ${answer.stderr.trim().slice(-500)}`);
  return closureIn(answer.stdout, path);
}

/** The closure of a system in what `nix path-info --json --recursive` says. Throws when it has holes. */
export function closureIn(json: string, path: string): SystemClosure {
  const paths = (saidPaths(json) ?? []).map(systemPath);
  const system = paths.find((each) => each.path === path);
  if (system === undefined) throw new Error(`Nix does not tell of ${path}`);
  const known = new Set(paths.map((each) => each.path));
  const hole = paths.flatMap(({ references }) => references).find((reference) => !known.has(reference));
  if (hole !== undefined) throw new Error(`Nix does not tell of ${hole}, which ${path} needs`);
  const others = paths.filter((each) => each.path !== path);
  return { system, others: others.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
}

function systemPath({ path, facts }: SaidPath): SystemPath {
  const { narHash, deriver, references, registrationTime } = facts;
  const needs = Array.isArray(references) ? references.filter((each) => typeof each === 'string').map(fullPath) : [];
  const made = typeof deriver === 'string' ? fullPath(deriver) : '';
  return {
    path,
    narHash: narHashHex(narHash),
    references: [...new Set(needs)].filter((each) => each !== path).toSorted(),
    deriver: made.endsWith('.drv') && isStorePath(made) ? made : undefined,
    registeredAt: typeof registrationTime === 'number' && registrationTime > 0 ? registrationTime * 1000 : undefined,
  };
}
