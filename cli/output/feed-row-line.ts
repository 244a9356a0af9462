import type { FeedRow } from '../../machines/model/feed.ts';
import { named } from './named.ts';
import { printable } from '../../services/host/printable.ts';

const MARKS: Readonly<Record<string, string>> = {
  soaking: '…',
  healthy: '✔',
  unhealthy: '✖',
  skipped: '–',
  superseded: '–',
  reverted: '↩',
  revert_failed: '✖',
};

/** A row of the feed as a line; `members` are the machines of its batch. Undefined: the line of the batch says it for all. */
export function feedRowLine({ type, message, detail }: FeedRow, members: readonly string[] = []): string | undefined {
  const text = printable(message);
  switch (type) {
    case 'machine_told':
    case 'machine_reverting':
      return undefined;
    case 'machine_soaking':
      return `  ${MARKS['soaking']} ${text}`;
    case 'machine_settled':
    case 'machine_reverted':
      return `  ${MARKS[String(detail['verdict'])] ?? '·'} ${text}`;
    case 'batch_started':
    case 'revert_batch_started':
      return `${text}${named(members)}`;
    default:
      return text;
  }
}
