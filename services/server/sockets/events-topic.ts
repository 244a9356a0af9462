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
/** Types of event that are of no rollout. */
const OF_NO_ROLLOUT: ReadonlySet<string> = new Set(['rollout_deleted']);

/** The rows of `events`; their subjects are rollouts. */
export const eventSource = ({ events }: Pick<EventFeedReads, 'events'>): TopicSource => ({
  lastSeq: () => events.lastSeq(),
  subjectsSince: (seq) => new Set(events.rolloutsSince(seq)),
});

/** What one viewer of events follows. */
export class EventsTopic implements Topic {
  readonly source: TopicSource;
  readonly subject: string | null | undefined;
  readonly #reads: EventFeedReads;
  readonly #rolloutId: string | undefined;
  readonly #types: readonly string[];
  /** Up to here everything was sent or is not asked for. */
  #reached = -1;
  #hasLookedForGap = false;

  constructor(source: TopicSource, reads: EventFeedReads, { rolloutId, types = [] }: EventsAsked) {
    this.source = source;
    const isOfNone = types.length > 0 && types.every((type) => OF_NO_ROLLOUT.has(type));
    this.subject = rolloutId ?? (isOfNone ? null : undefined);
    this.#reads = reads;
    this.#rolloutId = rolloutId;
    this.#types = types;
  }

  next(after: number): TopicPage {
    const last = this.#reads.events.lastSeq();
    const lost = this.#lostUpTo();
    const has = Math.max(after, this.#reached);
    const gap: FeedFrame[] = lost > has ? [{ type: 'gap', from: has + 1, to: lost }] : [];
    const asked = { after: Math.max(has, lost), limit: PAGE, rolloutId: this.#rolloutId, topics: this.#types };
    const rows = this.#reads.events.page(asked);
    const newest = rows.at(-1)?.seq;
    // A page that is not full has all that there was: what the filter passed over need not be read again.
    this.#reached = rows.length < PAGE ? Math.max(last, newest ?? 0) : (newest ?? last);
    return {
      frames: [...gap, ...rows.map((row): FeedFrame => ({ type: 'row', row: feedRow(row) }))],
      after: this.#reached,
    };
  }

  /** Or the first that is of no rollout would be looked for among all that happened in rollouts since the last. */
  passOver(from: number, to: number): void {
    if (this.#reached >= from) this.#reached = Math.max(this.#reached, to);
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
    if (this.#hasLookedForGap && this.#rolloutId !== undefined) return 0;
    this.#hasLookedForGap = true;
    const { events, rollouts } = this.#reads;
    const startedAt = this.#rolloutId === undefined ? 0 : (rollouts.standing(this.#rolloutId)?.created_at ?? 0);
    const oldest = events.oldest() ?? { seq: events.lastSeq() + 1, at: Number.POSITIVE_INFINITY };
    const goesOn = this.#rolloutId !== undefined && this.#endReason() === undefined;
    const trimmed = goesOn ? undefined : events.trimmed();
    const isTouched = trimmed !== undefined && startedAt < trimmed.before;
    return Math.max(startedAt < oldest.at ? oldest.seq - 1 : 0, isTouched ? trimmed.seq : 0);
  }

  #endReason(): string | undefined {
    if (this.#rolloutId === undefined) return undefined;
    const standing = this.#reads.rollouts.standing(this.#rolloutId);
    if (standing === undefined) return 'deleted';
    return hasEnded(standing) ? (standing.phase ?? standing.status) : undefined;
  }
}
