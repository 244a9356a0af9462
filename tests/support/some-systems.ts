import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { NIX_CONFIG } from '../services/build/fleet.ts';

const ENV = { ...process.env, NIX_CONFIG };

/** Systems in the Nix store that are made of packages, and what to do with them. */
export interface SomeSystems<Name extends string> {
  readonly paths: Readonly<Record<Name, string>>;
  /** Takes systems from the store, with the packages that no other needs. */
  forget(...names: readonly Name[]): void;
  /** Takes everything from the store. */
  remove(): void;
}

/**
 * Systems by name, each of packages as their store names say: `hello-2.10`. What follows a `#` is content: the same version
 * made anew, and `#1000` of about a thousand bytes. Systems that name a package in the same way share it; no other test does.
 */
export function someSystems<Name extends string>(
  systems: Readonly<Record<Name, readonly string[]>>,
): SomeSystems<Name> {
  const salt = randomUUID();
  const names = Object.keys(systems) as Name[];
  const packages = [...new Set(names.flatMap((name) => systems[name]))];
  const of = (text: string) => `packages.${JSON.stringify(text)}`;
  const expression = `let
    packages = { ${packages.map((text) => `${JSON.stringify(text)} = ${packageOf(text, salt)};`).join(' ')} };
    system = name: parts: builtins.toFile "nixos-system-\${name}-24.05" "${salt} \${toString parts}";
  in { ${names.map((name) => `"${name}" = system "${name}" [ ${systems[name].map(of).join(' ')} ];`).join(' ')} }`;
  const paths = JSON.parse(nix('nix', 'eval', '--json', '--impure', '--expr', expression)) as Record<Name, string>;
  const requisites = (some: readonly Name[]) => {
    const here = some.map((name) => paths[name]).filter(isHere);
    return here.length === 0
      ? []
      : nix('nix-store', '--query', '--requisites', ...here)
          .split('\n')
          .filter(Boolean);
  };
  const forget = (...some: readonly Name[]) => {
    const kept = new Set(requisites(names.filter((name) => !some.includes(name))));
    const unneeded = requisites(some).filter((path) => !kept.has(path));
    if (unneeded.length > 0) nix('nix-store', '--delete', ...unneeded);
  };
  return {
    paths,
    forget,
    remove: () => forget(...names),
  };
}

/** Copies paths, and what they need, to the binary cache in a folder. */
export function copyTo(folder: string, ...paths: readonly string[]): void {
  nix('nix', 'copy', '--to', `file://${folder}`, ...paths);
}

function packageOf(text: string, salt: string): string {
  const [name = '', content = ''] = text.split('#');
  return `builtins.toFile "${name}" "${salt} ${content.padEnd(Number(content) || 0, '.')}"`;
}

function isHere(path: string): boolean {
  try {
    nix('nix-store', '--check-validity', path);
    return true;
  } catch {
    return false;
  }
}

const nix = (program: string, ...argv: readonly string[]): string =>
  execFileSync(program, argv, { encoding: 'utf8', env: ENV, stdio: ['ignore', 'pipe', 'pipe'] });
