import { isStorePath } from '../../machines/policy/store-path.ts';
import { BadInput, FleetError } from '../../machines/errors.ts';
import type { Command } from '../host/process.ts';
import { sshDestination } from '../host/ssh/destination.ts';
import { copyClosureCommand } from '../host/ssh/ssh-command.ts';
import { copied } from './push-copy.ts';
import type { StepOptions } from './step-options.ts';

/** A host and the closure that belongs into its store. */
export interface TargetCopy {
  readonly name: string;
  readonly path: string;
}

/** Where a host is reached by its name. Throws `BadInput` for a name that ssh could take for something else. */
export const targetOf = (name: string): string => sshDestination(`root@${name}`);

/** Copies a closure into the store of a host, which gets what it can from its own substituters; slow lines gain by --gzip. */
export function targetCopyCommand({ name, path }: TargetCopy): Command {
  if (!isStorePath(path)) throw new BadInput(`not a store path: ${JSON.stringify(path)}`);
  const copy = copyClosureCommand(targetOf(name), path, { about: { says: 'copy to the host', host: name } });
  return { ...copy, argv: [...copy.argv, '--gzip', '--log-format', 'internal-json', '-v'] };
}

/** Copies a closure to its host; why that failed, or undefined. */
export async function copyToTarget(copy: TargetCopy, options: StepOptions): Promise<string | undefined> {
  try {
    const problem = await copied(targetCopyCommand(copy), options);
    return problem === undefined ? undefined : `cannot copy to ${targetOf(copy.name)}: ${problem}`;
  } catch (error) {
    // One host's bad name is no reason to give up the others.
    if (error instanceof FleetError && error.code === 'BAD_INPUT') return error.message;
    throw error;
  }
}
