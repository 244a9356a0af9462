import { BadInput } from '../../../machines/errors.ts';

/** The id below which a list that begins with the highest one goes on; without a cursor above all. Throws `BadInput`. */
export function idBelow(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new BadInput('`after` is an id: what is older is meant; leave it out to begin with the newest');
}
