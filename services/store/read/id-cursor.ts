import { BadInput } from '../../../machines/errors.ts';

/** The id below which a list of the newest first goes on; without a cursor above all. Throws `BadInput`. */
export const idBelow = (cursor: string | undefined): number =>
  cursor === undefined ? Number.MAX_SAFE_INTEGER : idIn(cursor);

/** The id above which a list of the oldest first goes on; without a cursor below all. Throws `BadInput`. */
export const idAbove = (cursor: string | undefined): number => (cursor === undefined ? 0 : idIn(cursor));

function idIn(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new BadInput('`after` is the id with which the page before has ended; leave it out to begin anew');
}
