import { oldReleases } from '../../machines/policy/old-releases.ts';
import { spanOfTime } from '../line/span-of-time.ts';
import { verb } from '../line/verb.ts';
import { releaseTable } from '../output/release-lines.ts';
import { sweepForeseen, sweepSentence, swept } from '../release/sweep.ts';
import { taken } from '../asking/taken.ts';

/** `nixfleet release gc`: deletes releases that nothing refers to. */
export const releaseGc = verb({
  flags: {
    keep: { kind: 'count', hint: 'n', default: 10, says: 'Releases that stay in any case, the newest' },
    'older-than': { kind: 'text', hint: 'span', says: 'Only those older than this: 30d, 12h' },
    'dry-run': { kind: 'switch', says: 'Show which would go, and delete nothing' },
  },
  operands: [],
  operation: 'release-gc',
  examples: ['release gc --dry-run', 'release gc --keep 20 --older-than 30d'],
  async run({ flags: { keep, 'older-than': age, 'dry-run': isTrial } }, session) {
    const before = age === undefined ? undefined : Date.now() - spanOfTime(age, '--older-than');
    const { screen, isJson } = session;
    const client = await session.client();
    const releases = await taken(client, 'listReleases');
    const old = oldReleases(releases, { keep, before });
    const ids = old.map(({ id }) => id);
    const signal = session.interruption();
    const { failure, ...sweep } = isTrial
      ? { ...(await sweepForeseen(client, ids)), failure: undefined }
      : { failure: undefined, ...(await swept(client, ids, { progress: screen.progress(), signal })) };
    if (isTrial && !isJson) {
      const gone = old.filter(({ id }) => sweep.deleted.includes(id));
      for (const line of gone.length > 0 ? [...releaseTable(gone, screen), ''] : []) screen.say(line);
    }
    for (const id of isTrial ? [] : sweep.deleted) session.operation.note(`release ${id} deleted`);
    const young = releases.length - old.length;
    screen.say(`${isTrial ? 'Dry run: ' : ''}${sweepSentence(sweep, young, isTrial)}`);
    if (isJson) screen.json({ ...sweep, kept: young, dry_run: isTrial });
    if (failure !== undefined) throw failure;
    return !isTrial && signal.aborted ? 130 : 0;
  },
});
