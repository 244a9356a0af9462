import { isStorePath } from '../../machines/policy/store-path.ts';
import type { EvaluatedHost } from './protocol.ts';

/** What Nix says of a host, before anybody has looked at it. */
export interface HostAnswer {
  readonly platform?: unknown;
  readonly tags?: unknown;
  readonly drv?: unknown;
  readonly out?: unknown;
}

/** The host, or what is wrong with what the flake says of it. */
export function hostFacts(name: string, { platform, tags, drv, out }: HostAnswer): EvaluatedHost | string {
  if (typeof drv !== 'string' || !isStorePath(drv) || !drv.endsWith('.drv'))
    return 'config.system.build.toplevel is not a derivation';
  if (typeof out !== 'string' || !isStorePath(out))
    return `config.system.build.toplevel is not in the Nix store: ${String(out)}`;
  if (typeof platform !== 'string') return 'pkgs.system is not a text';
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) {
    return 'config.services.nixfleet-agent.tags is not a list of texts';
  }
  return { name, platform, tags, drv, out };
}
