/**
 * Asks the store what it knows of a path, and with `--recursive` of all that the path needs. Offline, for Nix would look
 * in its caches for one that is not here; and it may be a Nix in which nobody has switched the new commands on.
 */
export const pathInfoCommand = (path: string, ...words: readonly '--recursive'[]): [string, ...string[]] => [
  ...(['nix', '--offline', '--extra-experimental-features', 'nix-command', 'path-info', '--json'] as const),
  ...words,
  path,
];
