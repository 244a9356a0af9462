import { describe, expect, onTestFinished, test } from 'vitest';
import type { FeedFrame } from '../../../../machines/model/feed.ts';
import { eventSource, EventsTopic } from '../../../../services/server/sockets/events-topic.ts';
import { Feed } from '../../../../services/server/sockets/feed.ts';
import { aGreedySocket } from '../../../support/a-greedy-socket.ts';
import { Journal } from '../../../support/a-journal.ts';
import { aServer } from '../../../support/a-server.ts';
import { seqs } from '../../../support/a-viewer.ts';

describe('the topic', () => {
  test('of deletions reads nothing while rollouts go on, and then not what happened in these', async () => {
    const journal = new Journal();
    const plane = await aServer({ engine: journal.engine });
    journal.on(plane.db).rollout('r-1', 'running');
    journal.rows(3);
    const feed = new Feed({ engine: journal.engine(plane.engine), log: () => undefined });
    onTestFinished(() => feed.stop());
    const { events, rollouts } = plane.reads;
    const asked: number[] = [];
    const page: typeof events.page = (question) => {
      asked.push(question.after);
      return events.page(question);
    };
    const source = eventSource(plane.reads);
    const [deletions, all] = [aGreedySocket(), aGreedySocket()];
    const watching = { after: 0, mayStay: () => true };
    const topic = new EventsTopic(source, { events: { ...events, page }, rollouts }, { types: ['rollout_deleted'] });
    feed.serve(deletions.socket, topic, watching);
    feed.serve(all.socket, new EventsTopic(source, plane.reads, {}), watching);
    for (const count of [3, 5, 7]) {
      await expect.poll(() => all.sent.length).toBe(count);
      journal.rows(2);
      journal.nudge();
    }
    await expect.poll(() => all.sent.length).toBe(9);
    expect(asked).toEqual([0]);
    journal.rows(1, { rolloutId: null, type: 'rollout_deleted' });
    journal.nudge();
    await expect.poll(() => deletions.sent.length).toBe(1);
    await expect.poll(() => asked).toEqual([0, 9, 10]);
    expect(seqs(deletions.sent.map((text) => JSON.parse(text) as FeedFrame))).toEqual([10]);
  });
});
