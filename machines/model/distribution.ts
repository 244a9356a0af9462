/** How closures get to where machines can have them. */
export type Distribution =
  /** Agents must find them by themselves. */
  | { readonly way: 'none' }
  /** `nix copy` to a binary cache or another store. */
  | { readonly way: 'cache'; readonly url: string }
  /** A command of the operator's, once for each path; `{}` in it stands for the path. */
  | { readonly way: 'hook'; readonly command: string }
  /** Each host gets its own closure over SSH. */
  | { readonly way: 'targets' };
