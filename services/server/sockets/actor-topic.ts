import type { ActorFrame } from '../../../machines/model/actor.ts';
import type { ActorReads } from '../../store/read/actors.ts';
import type { Topic, TopicEnd, TopicPage, TopicSource } from './topic.ts';

/** The questions that the topics of actors ask. */
export type ActorTopicReads = Pick<ActorReads, 'has' | 'steps'>;

const PAGE = 250;

/** The steps of all actors; their subjects are addresses. */
export const stepSource = ({ steps }: ActorTopicReads): TopicSource => ({
  lastSeq: () => steps.lastSeq(),
  subjectsSince(seq) {
    const last = steps.lastSeq();
    const counts = steps.countsSince(seq);
    const present = counts.reduce((sum, { steps: count }) => sum + count, 0);
    // Less than there were: an actor was removed with its steps, and whose they were nobody knows any more.
    return present < last - seq ? undefined : new Set(counts.map(({ address }) => address));
  },
});

/** The steps of one actor, until it is removed. */
export class ActorTopic implements Topic {
  readonly source: TopicSource;
  readonly subject: string;
  readonly #reads: ActorTopicReads;

  constructor(source: TopicSource, reads: ActorTopicReads, address: string) {
    this.source = source;
    this.subject = address;
    this.#reads = reads;
  }

  next(after: number): TopicPage {
    const { steps } = this.#reads;
    const last = steps.lastSeq();
    const lost = steps.lostUpTo(this.subject);
    const gap: ActorFrame[] = lost > after ? [{ type: 'gap', from: after + 1, to: lost }] : [];
    const found = steps.since(this.subject, Math.max(after, lost), PAGE);
    const newest = found.at(-1)?.seq ?? 0;
    return {
      frames: [...gap, ...found.map((transition): ActorFrame => ({ type: 'transition', transition }))],
      // What is of others need not be passed over again.
      after: found.length < PAGE ? Math.max(after, last, newest) : newest,
    };
  }

  end(): TopicEnd | undefined {
    if (this.#reads.has(this.subject)) return undefined;
    const frame: ActorFrame = { type: 'end', reason: 'deleted' };
    return { frame, reason: 'the actor was removed' };
  }
}
