import { BadInput } from '../../../machines/errors.ts';
import { isStorePath } from '../../../machines/policy/store-path.ts';
import { setProfileCommand } from '../nix-commands.ts';
import { createRoot } from '../root.ts';
import type { StepFile, StepName } from './order.ts';

type Argv = readonly [string, ...string[]];

/** What has a closure take over a machine: the argv of its own program. */
export function activationArgv(path: string, step: StepName, platform: NodeJS.Platform): Argv {
  if (!isStorePath(path)) throw new BadInput(`not a store path: ${JSON.stringify(path)}`, { path });
  return platform === 'darwin' ? [`${path}/activate`] : [`${path}/bin/switch-to-configuration`, step];
}

/**
 * What a step runs, one after the other. nix-darwin knows no `test`: its order is that of `darwin-rebuild switch`, and there is
 * no boot entry to write.
 */
export function stepCommands({ path, step, platform, root }: Omit<StepFile, 'limitMs' | 'keeper'>): readonly Argv[] {
  const activation = activationArgv(path, step, platform);
  if (platform !== 'darwin') return [activation];
  return step === 'boot' ? [] : [setProfileCommand(createRoot(root).profile, path).argv, activation];
}
