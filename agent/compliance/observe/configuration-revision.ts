import type { Machine } from '../machine.ts';

/** The revision of the configuration that runs: as it was evaluated, else as the system itself says; undefined: unknown. */
export async function configurationRevision(machine: Machine, evaluated: string | null): Promise<string | undefined> {
  if (evaluated !== null) return evaluated;
  const answer = await machine.ask(['nixos-version', '--configuration-revision']);
  const said = answer?.exitCode === 0 ? answer.stdout.trim() : '';
  return /^[\w.:+-]{1,128}$/.test(said) ? said : undefined;
}

/** Whether a revision stands for a working copy with changes that were never committed. */
export const isDirty = (revision: string): boolean => revision.endsWith('-dirty');
