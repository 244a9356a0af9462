import { BadInput } from '../../../machines/errors.ts';

/** A row's place in a list by age: when it was made, and its rowid among those of the same moment. */
export interface AgePlace {
  readonly created_at: number;
  readonly row: number;
}

/** The place as a cursor: it stands for itself, whatever becomes of its row. */
export const ageCursor = ({ created_at, row }: AgePlace): string => `${created_at}.${row}`;

/** The place that a cursor stands for; without one that before the newest. Throws `BadInput`. */
export function agePlace(cursor: string | undefined): AgePlace {
  if (cursor === undefined) return { created_at: Number.MAX_SAFE_INTEGER, row: Number.MAX_SAFE_INTEGER };
  const [, created_at, row] = /^(\d{1,15})\.(\d{1,15})$/.exec(cursor) ?? [];
  if (created_at === undefined || row === undefined)
    throw new BadInput('`after` is what the `Link` header of the page before says; leave it out to begin anew');
  return { created_at: Number(created_at), row: Number(row) };
}
