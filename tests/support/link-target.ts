import { readlinkSync } from 'node:fs';
import { hasCode } from '../../services/host/error-code.ts';

/** Where a link leads, as it is written; undefined: there is none, or it is being replaced at this moment. */
export function linkTarget(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
