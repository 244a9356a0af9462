import { BadConfig } from '../../machines/errors.ts';

/** The current folder. Throws `BadConfig` when somebody has removed it. */
export function currentFolder(): string {
  try {
    return process.cwd();
  } catch (error) {
    throw new BadConfig('the current folder is gone: change to one that is there', {}, { cause: error });
  }
}
