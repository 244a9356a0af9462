/** What the name of a store path tells: of which package, and of which version; null when it tells none. */
export interface StoreName {
  readonly name: string;
  readonly version: string | null;
}

/** The outputs that packages are split into, written after the version. */
const OUTPUTS = new Set([
  ...['out', 'bin', 'dev', 'lib', 'lib32', 'lib64', 'man', 'doc', 'devdoc', 'devman', 'info', 'data', 'debug'],
  ...['static', 'dist', 'modules', 'terminfo', 'getent', 'dnsutils', 'host', 'mount', 'login', 'swap'],
]);

const HASHED = /^\/nix\/store\/[^-/]+-(.+)$/s;

/** The package and version of a store path, as `nix store diff-closures` reads them; a derivation is what it makes. */
export function storeName(path: string): StoreName {
  const [, hashless = path] = HASHED.exec(path) ?? [];
  const whole = withoutOutput(hashless.replace(/\.drv$/, ''));
  const at = whole.search(/-\d/);
  // A name that begins with a version has none: "-1.0" is not a package without a name.
  if (at <= 0) return { name: whole, version: null };
  return { name: whole.slice(0, at), version: whole.slice(at + 1) };
}

/** Only known outputs: `1.0-unstable` is no output of 1.0. */
function withoutOutput(name: string): string {
  const at = name.lastIndexOf('-');
  return at > 0 && OUTPUTS.has(name.slice(at + 1)) ? name.slice(0, at) : name;
}
