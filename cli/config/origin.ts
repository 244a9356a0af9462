import { relative } from 'node:path';

/** Who has said what a setting is. */
export type Origin =
  | { readonly from: 'flag'; readonly name: string }
  | { readonly from: 'environment'; readonly name: string }
  | { readonly from: 'credentials'; readonly path: string }
  | FileOrigin
  | { readonly from: 'default' };

/** A place in a `.nixfleet.toml`. */
export interface FileOrigin {
  readonly from: 'file';
  readonly path: string;
  readonly line: number | undefined;
  /** By `--config`: who names a file trusts it. */
  readonly isNamed: boolean;
  /** The text as it stands there, its variables not expanded. */
  readonly written?: string;
}

/** An origin in the words of an operator; paths under `folder` are told from there. */
export function originText(origin: Origin, folder?: string): string {
  const told = (path: string) => (folder === undefined ? path : shortest(path, folder));
  if (origin.from === 'default') return 'default';
  if (origin.from === 'credentials') return told(origin.path);
  if (origin.from === 'file') return `${told(origin.path)}${origin.line === undefined ? '' : `:${origin.line}`}`;
  return origin.name;
}

function shortest(path: string, folder: string): string {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') ? way : path;
}
