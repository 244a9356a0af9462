import { DAY } from './observe/calendar-date.ts';

/** One thing that is done to a folder of evidence. Paths are below it. */
export type FolderStep =
  | { readonly does: 'make'; readonly path: string }
  /** On the disk when it is done. */
  | { readonly does: 'write'; readonly path: string; readonly text: string }
  /** The names in a folder are on the disk when it is done. */
  | { readonly does: 'sync'; readonly path: string }
  | { readonly does: 'rename'; readonly path: string; readonly to: string }
  | { readonly does: 'link'; readonly path: string; readonly target: string }
  /** With all that is in it; it need not be there. */
  | { readonly does: 'remove'; readonly path: string };

/** What is to be put into a folder of evidence. */
export interface Placement {
  /** When it was collected (ms since the epoch); no other has this second. */
  readonly at: number;
  readonly files: Readonly<Partial<Record<EvidenceFile, string>>>;
  /** What is in its history now. */
  readonly history: readonly string[];
  readonly retentionDays: number;
}

/** The files that a piece of evidence has. */
export const EVIDENCE_FILES = ['evidence.json', 'evidence.json.sig', 'evidence.host.pub'] as const;
export type EvidenceFile = (typeof EVIDENCE_FILES)[number];

/** The newest evidence: a link into the history. */
export const CURRENT = 'current';
export const HISTORY = 'history';

/** A clock that was set back by more is told as it is: control planes refuse evidence from five minutes ahead. */
const MOST_SET_BACK_MS = 4 * 60 * 1000;
/** At a time. A clock that is years ahead for an hour must not cost the whole history, nor a long history the patience of a gate. */
const MOST_REMOVED = 32;
const STAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const NEW = `${HISTORY}/.new`;
const OLD = `${HISTORY}/.old`;
const LINK = '.link';

/**
 * Puts evidence into its folder. Whatever step is the last before the power fails, `current` leads to evidence that is
 * whole: the new one is complete and on the disk before anything names it, and what is removed is named by nothing.
 */
export function evidenceSteps({ at, files, history, retentionDays }: Placement): readonly FolderStep[] {
  const place = `${HISTORY}/${stampOf(at)}`;
  const written = EVIDENCE_FILES.flatMap((name) => {
    const text = files[name];
    return text === undefined ? [] : [{ does: 'write', path: `${NEW}/${name}`, text } as const];
  });
  return [
    { does: 'remove', path: NEW },
    { does: 'remove', path: OLD },
    { does: 'remove', path: LINK },
    { does: 'make', path: NEW },
    ...written,
    { does: 'sync', path: NEW },
    { does: 'rename', path: NEW, to: place },
    { does: 'sync', path: HISTORY },
    ...linkSteps(CURRENT, place),
    { does: 'sync', path: '' },
    ...EVIDENCE_FILES.flatMap((name) =>
      files[name] === undefined ? [{ does: 'remove', path: name } as const] : linkSteps(name, `${CURRENT}/${name}`),
    ),
    ...expired(history, at - retentionDays * DAY).flatMap(removalSteps),
    { does: 'sync', path: '' },
  ];
}

/**
 * The first second from now on of which there is no evidence yet (ms since the epoch). Where the clock was set back a little
 * it is the one after the newest evidence: a control plane takes evidence in its order.
 */
export function freeSecond(now: number, history: readonly string[]): number {
  let at = Math.floor(now / 1000) * 1000;
  const newest = timeOf(
    history
      .filter((name) => STAMP.test(name))
      .toSorted()
      .at(-1) ?? '',
  );
  if (newest >= at && newest < at + MOST_SET_BACK_MS) return newest + 1000;
  while (history.includes(stampOf(at))) at += 1000;
  return at;
}

/** `20260420T100000Z`, ms since the epoch; NaN: it is no such name. */
const timeOf = (stamp: string): number => Date.parse(stamp.replace(STAMP, '$1-$2-$3T$4:$5:$6Z'));

/** `20260420T100000Z`: what evidence of this second is called in the history. */
export const stampOf = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace(/\.\d{3}/, '')
    .replaceAll(/[:-]/g, '');

function linkSteps(path: string, target: string): readonly FolderStep[] {
  return [
    { does: 'link', path: LINK, target },
    { does: 'rename', path: LINK, to: path },
  ];
}

/** First out of sight, then piece by piece: what has a name of the history is whole. */
const removalSteps = (name: string): readonly FolderStep[] => [
  { does: 'rename', path: `${HISTORY}/${name}`, to: OLD },
  { does: 'remove', path: OLD },
];

/** The oldest; only what we have put there: a file of somebody else's is not ours to remove. */
const expired = (history: readonly string[], before: number): readonly string[] =>
  history
    .filter((name) => STAMP.test(name) && name < stampOf(before))
    .toSorted()
    .slice(0, MOST_REMOVED);
