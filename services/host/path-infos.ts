import { isStorePath } from '../../machines/policy/store-path.ts';

/** What a store knows of a path. */
export interface PathInfo {
  readonly narBytes: number;
  /** Its name follows from its content: it proves nothing about who made it. */
  readonly isContentAddressed: boolean;
  /** It was built on this machine. */
  readonly isUltimate: boolean;
}

/**
 * What `nix path-info --json` says of valid paths: a list (Nix before 2.19), an object by path, or one whose `info` is
 * that, by names without the store's folder (Nix 2.33 and newer). Undefined when it is none of them.
 */
export function pathInfos(json: string): Map<string, PathInfo> | undefined {
  const said = parsed(json);
  if (!isObject(said)) return undefined;
  const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(said)
    ? said.map((info: unknown) => [isObject(info) ? info.path : undefined, info])
    : Object.entries(isObject(said.info) ? said.info : said);
  return new Map(entries.flatMap(([path, info]) => entryOf(path, info)));
}

function entryOf(path: unknown, info: unknown): [string, PathInfo][] {
  if (typeof path !== 'string' || !isObject(info)) return [];
  const { narSize, ca, ultimate } = info;
  const full = path.startsWith('/') ? path : `/nix/store/${path}`;
  // A cache may say what it likes: nothing but store paths gets into a command.
  if (typeof narSize !== 'number' || !Number.isSafeInteger(narSize) || narSize < 0 || !isStorePath(full)) return [];
  const isContentAddressed = ca !== undefined && ca !== null && ca !== '';
  return [[full, { narBytes: narSize, isContentAddressed, isUltimate: ultimate === true }]];
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
