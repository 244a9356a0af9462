const STORE_PATH = /^\/nix\/store\/[A-Za-z0-9+\-_?=][A-Za-z0-9+\-._?=]*$/;

/**
 * Whether a text is the path of one thing in the Nix store and nothing else: safe in a command.
 * Hashes are not checked, and `..` is refused anywhere.
 */
export function isStorePath(text: string): boolean {
  return STORE_PATH.test(text) && !text.includes('..') && text.length <= 512;
}
