import type { FeedFrame } from '../../../machines/model/feed.ts';
import { hasEnded } from '../../../machines/policy/rollout-status.ts';
import { type EventReads, feedRow } from '../../store/read/events.ts';
import type { RolloutReads } from '../../store/read/rollouts.ts';
import type { Topic, TopicEnd, TopicPage, TopicSource } from './topic.ts';

/** The questions that the feeds of events ask. */
export interface EventFeedReads {
  readonly events: EventReads;
  readonly rollouts: Pick<RolloutReads, 'standing'>;
}

/** Which events: those of one rollout, to its end, or everything, or only some types. */
export interface EventsAsked {
  readonly rolloutId?: string;
  readonly types?: readonly string[];
}

const PAGE = 500;

/** The rows of `events`; their subjects are rollouts. */
export const eventSource = ({ events }: Pick<EventFeedReads, 'events'>): TopicSource => ({
  lastSeq: () => events.lastSeq(),
  subjectsSince: (seq) => new Set(events.rolloutsSince(seq)),
});

/** What one viewer of events follows. */
export class EventsTopic implements Topic {
  readonly source: TopicSource;
  readonly subject: string | undefined;
  readonly #reads: EventFeedReads;
  readonly #types: readonly string[];
  #hasLookedForGap = false;

  constructor(source: TopicSource, reads: EventFeedReads, { rolloutId, types = [] }: EventsAsked) {
    this.source = source;
    this.subject = rolloutId;
    this.#reads = reads;
    this.#types = types;
  }

  next(after: number): TopicPage {
    const last = this.#reads.events.lastSeq();
    const lost = this.#lostUpTo();
    const from = Math.max(after, lost);
    const gap: FeedFrame[] = lost > after ? [{ type: 'gap', from: after + 1, to: lost }] : [];
    const rows = this.#reads.events.page({ after: from, limit: PAGE, rolloutId: this.subject, topics: this.#types });
    const newest = rows.at(-1)?.seq;
    return {
      frames: [...gap, ...rows.map((row): FeedFrame => ({ type: 'row', row: feedRow(row) }))],
      // A page that is not full has all that there was: what the filter passed over need not be read again.
      after: rows.length < PAGE ? Math.max(last, newest ?? 0) : (newest ?? last),
    };
  }

  end(): TopicEnd | undefined {
    const reason = this.#endReason();
    if (reason === undefined) return undefined;
    const frame: FeedFrame = { type: 'end', reason };
    return { frame, reason: 'the rollout has ended' };
  }

  /** Rows that are lost are trimmed before a viewer comes, and while one reads that began far back. */
  #lostUpTo(): number {
    // Those of a rollout that goes on are kept, and those of one that has ended are sent at once.
    if (this.#hasLookedForGap && this.subject !== undefined) return 0;
    this.#hasLookedForGap = true;
    const { events, rollouts } = this.#reads;
    const startedAt = this.subject === undefined ? 0 : (rollouts.standing(this.subject)?.created_at ?? 0);
    const oldest = events.oldest() ?? { seq: events.lastSeq() + 1, at: Number.POSITIVE_INFINITY };
    const goesOn = this.subject !== undefined && this.#endReason() === undefined;
    const trimmed = goesOn ? undefined : events.trimmed();
    const isTouched = trimmed !== undefined && startedAt < trimmed.before;
    return Math.max(startedAt < oldest.at ? oldest.seq - 1 : 0, isTouched ? trimmed.seq : 0);
  }

  #endReason(): string | undefined {
    if (this.subject === undefined) return undefined;
    const standing = this.#reads.rollouts.standing(this.subject);
    if (standing === undefined) return 'deleted';
    return hasEnded(standing) ? (standing.phase ?? standing.status) : undefined;
  }
}
