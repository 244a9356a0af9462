import { span } from '../../machines/policy/span.ts';
import { evidenceToSend } from '../contact/evidence-to-send.ts';
import { type Check, doubtful, type Finding, good } from './check.ts';

const STALE_MS = 2 * 86_400_000;

/** Whether there is evidence of compliance to send, and how old it is. An agent does its work without. */
export const evidenceCheck = (folder: string | null, now: number): Check => ({
  name: 'evidence of compliance',
  look: () =>
    folder === null ? Promise.resolve(good('none is sent: --evidence-dir names no folder')) : found(folder, now),
});

async function found(folder: string, now: number): Promise<Finding> {
  const evidence = await evidenceToSend(folder);
  if (evidence === undefined)
    return doubtful(`${folder} has none yet: look at \`systemctl status compliance-evidence-collector\``);
  const ageMs = now - takenAt(evidence.name);
  const what = `taken ${span(Math.max(0, ageMs))} ago, in ${folder}/${evidence.name}`;
  return ageMs > STALE_MS
    ? doubtful(`${what}: look at \`systemctl status compliance-evidence-collector\``)
    : good(what);
}

/** `history/20260420T100000Z`. */
const takenAt = (name: string): number =>
  Date.parse(name.replace(/^history\/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
