import { isStorePath } from '../../machines/policy/store-path.ts';

/** What a store knows of a path. */
export interface PathInfo {
  readonly narBytes: number;
  /** Its name follows from its content: it proves nothing about who made it. */
  readonly isContentAddressed: boolean;
  /** It was built on this machine. */
  readonly isUltimate: boolean;
}

/** A path and its facts as Nix wrote them; the size is one. */
export interface SaidPath {
  readonly path: string;
  readonly narBytes: number;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What `nix path-info --json` says of valid paths. Undefined when it is nothing that we know. */
export function pathInfos(json: string): Map<string, PathInfo> | undefined {
  const said = saidPaths(json);
  return said && new Map(said.map(({ path, narBytes, facts }) => [path, infoOf(narBytes, facts)]));
}

/**
 * The paths of which `nix path-info --json` tells: a list (Nix before 2.19), an object by path, or one whose `info` is
 * that, by names without the store's folder (Nix 2.33 and newer). Undefined when it is none of them.
 */
export function saidPaths(json: string): SaidPath[] | undefined {
  const said = parsed(json);
  if (!isObject(said)) return undefined;
  const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(said)
    ? said.map((info: unknown) => [isObject(info) ? info.path : undefined, info])
    : Object.entries(isObject(said.info) ? said.info : said);
  return entries.flatMap(([path, info]) => entryOf(path, info));
}

/** A store path in full, as Nix before 2.33 writes it. */
export const fullPath = (path: string): string => (path.startsWith('/') ? path : `/nix/store/${path}`);

function infoOf(narBytes: number, { ca, ultimate }: SaidPath['facts']): PathInfo {
  return { narBytes, isContentAddressed: ca !== undefined && ca !== null && ca !== '', isUltimate: ultimate === true };
}

function entryOf(path: unknown, facts: unknown): SaidPath[] {
  if (typeof path !== 'string' || !isObject(facts)) return [];
  const { narSize } = facts;
  const full = fullPath(path);
  // A cache may say what it likes: nothing but store paths gets into a command.
  if (typeof narSize !== 'number' || !Number.isSafeInteger(narSize) || narSize < 0 || !isStorePath(full)) return [];
  return [{ path: full, narBytes: narSize, facts }];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // A Nix that answers in another way is one whose answer we cannot use.
    return undefined;
  }
}
