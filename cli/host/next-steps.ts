import { isDarwin } from '../../machines/policy/platform.ts';
import { hostFolder } from './host-files.ts';
import { type NewHost } from './new-host.ts';

/** What a person has to do with a new host, in this order. */
export function nextSteps(host: NewHost, target: string | undefined): string[] {
  const { hostname } = host;
  const install = isDarwin(host.platform)
    ? `on the Mac: darwin-rebuild switch --flake .#${hostname}`
    : `nixos-anywhere --flake .#${hostname} ${target ?? 'root@<ip>'}   (erases its disk)`;
  return [
    'Put the lines above into your flake, and adjust them',
    `git add ${isDarwin(host.platform) ? 'flake.nix' : `flake.nix ${hostFolder(hostname)}`} && git commit -m 'Add ${hostname}'   (Nix sees only what git knows)`,
    install,
  ];
}
