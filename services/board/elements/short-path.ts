/** A store path as people tell systems apart: the beginning of its hash, and its name. Of what is none, all is its name. */
export function shortPath(path: string): { readonly hash: string; readonly name: string } {
  const [, hash, name] = /^\/nix\/store\/([^-/]+)-(.+)$/s.exec(path) ?? [];
  return hash === undefined || name === undefined ? { hash: '', name: path } : { hash: hash.slice(0, 7), name };
}
