import { describe, expect, onTestFinished, test } from 'vitest';
import { pageQueue, type PagesSeen, type Part } from '../../../../services/board/elements/page-queue.ts';
import { aQuestion, type Question } from '../../../support/a-question.ts';

const LIST = ['a1', 'a2', 'b1', 'b2', 'c1'];

/** A list of two a page, which is answered when a test says so, as the list is then. */
function aList(list: readonly string[] = LIST) {
  const rows = [...list];
  const asked: { readonly from: number; readonly question: Question<Part<string, number>> }[] = [];
  let seen: Partial<PagesSeen<string>> = {};
  let at = 0;
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const queue = pageQueue<string, number>({
    load(call) {
      asked.push({ from: call ?? 0, question: aQuestion() });
      return asked.at(-1)!.question.answer;
    },
    show: (news) => (seen = { ...seen, ...news }),
    signal: leaving.signal,
    now: () => at,
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    ...queue,
    rows,
    asked: () => asked.map(({ from }) => from),
    leave: () => leaving.abort(),
    passes: (ms: number) => void (at += ms),
    seen: () => seen,
    async answered(times = 1) {
      for (let count = 0; count < times; count++) {
        const { from, question } = asked.at(-1)!;
        const next = from + 2 < rows.length ? from + 2 : undefined;
        question.resolve({ items: rows.slice(from, from + 2), next });
        await settled();
      }
    },
    async refused() {
      asked.at(-1)!.question.reject(new Error('away'));
      await settled();
    },
  };
}

describe('a list that is fetched page by page', () => {
  test('has its first page, then one more each time that is asked for, to its end', async () => {
    const list = aList();
    await list.answered();
    expect(list.seen()).toMatchObject({ items: ['a1', 'a2'], hasMore: true, isLoading: false });
    list.more();
    expect(list.seen().isLoadingMore).toBe(true);
    await list.answered();
    list.more();
    await list.answered();
    expect(list.seen()).toMatchObject({ items: LIST, hasMore: false, isLoadingMore: false });
    list.more();
    expect(list.asked()).toEqual([0, 2, 4]);
  });

  test('is glanced at when nothing is fetched, and it has rested for twice as long as that took', async () => {
    const list = aList();
    list.passes(4000);
    list.glance();
    await list.answered();
    list.passes(7999);
    list.glance();
    expect(list.asked()).toEqual([0]);
    list.passes(1);
    list.glance();
    expect(list.asked()).toEqual([0, 0]);
  });

  test('is fetched anew with as many pages as are there', async () => {
    const list = aList();
    await list.answered();
    list.more();
    await list.answered();
    list.rows.splice(0, 4, 'A1', 'A2', 'B1', 'B2');
    list.again();
    await list.answered();
    expect(list.seen()).toMatchObject({ items: ['a1', 'a2', 'b1', 'b2'], isLoading: true, isLoadingMore: false });
    await list.answered();
    expect(list.seen()).toMatchObject({ items: ['A1', 'A2', 'B1', 'B2'], hasMore: true, isLoading: false });
  });

  test('keeps the page that is asked for while the others are fetched anew', async () => {
    const list = aList();
    await list.answered();
    list.again();
    list.more();
    expect(list.asked()).toEqual([0, 0]);
    await list.answered(2);
    expect(list.seen()).toMatchObject({ items: ['a1', 'a2', 'b1', 'b2'], isLoadingMore: false });
    expect(list.asked()).toEqual([0, 0, 2]);
  });

  test('is fetched anew after a page that was on its way, whole', async () => {
    const list = aList();
    await list.answered();
    list.more();
    list.again();
    await list.answered();
    expect(list.seen().items).toEqual(['a1', 'a2', 'b1', 'b2']);
    await list.answered(2);
    expect(list.asked()).toEqual([0, 2, 0, 2]);
    expect(list.seen()).toMatchObject({ items: ['a1', 'a2', 'b1', 'b2'], isLoading: false });
  });

  test('asks no further than the list goes when it has become shorter', async () => {
    const list = aList();
    await list.answered();
    list.more();
    await list.answered();
    list.rows.length = 1;
    list.again();
    await list.answered();
    expect(list.seen()).toMatchObject({ items: ['a1'], hasMore: false });
  });

  test('keeps what is there when a page cannot be had, which is asked for by who tries again', async () => {
    const list = aList();
    await list.answered();
    list.more();
    await list.refused();
    expect(list.seen()).toMatchObject({ items: ['a1', 'a2'], hasMore: true, isLoadingMore: false });
    expect(list.seen().error).toEqual(new Error('away'));
    list.again();
    await list.answered(2);
    expect(list.seen()).toMatchObject({ items: ['a1', 'a2', 'b1', 'b2'], error: undefined });
  });

  test('has one page more however often that is asked for meanwhile', async () => {
    const list = aList();
    await list.answered();
    list.more();
    list.more();
    await list.answered();
    expect(list.asked()).toEqual([0, 2]);
    expect(list.seen()).toMatchObject({ items: ['a1', 'a2', 'b1', 'b2'], isLoading: false });
  });

  test('says nothing once it is left', async () => {
    const list = aList();
    list.leave();
    await list.answered();
    expect(list.seen()).toEqual({ isLoading: true, isLoadingMore: false });
    list.again();
    expect(list.asked()).toEqual([0]);
  });
});
