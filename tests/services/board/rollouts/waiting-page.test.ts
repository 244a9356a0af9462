import { describe, expect, test } from 'vitest';
import type { Why } from '../../../../machines/model/why.ts';
import { waitingPage } from '../../../../services/board/rollouts/waiting-page.ts';

const why = (machine_id: string, what: string | null): Why => ({
  machine_id,
  what,
  batch_index: 0,
  verdict: what === null ? 'healthy' : 'pending',
  code: 'x',
  sentence: 'x',
  whom: null,
  since: null,
  until: null,
});

/** A control plane with pages of one reason each. */
function aClient(...reasons: Why[]) {
  const page = async (_: string, { query = {} }: { query?: { after?: string } }) => {
    const at = Number(query.after ?? 0);
    const next = at + 1 < reasons.length ? { params: { id: 'r-1' }, query: { after: String(at + 1) } } : undefined;
    return { items: reasons.slice(at, at + 1), next };
  };
  return { page } as unknown as Parameters<typeof waitingPage>[0];
}

const ids = async (...reasons: Why[]) => {
  const { items, next } = await waitingPage(aClient(...reasons), { params: { id: 'r-1' } });
  return [items.map(({ machine_id }) => machine_id), next?.query?.after];
};

describe('a page of machines that are waited for', () => {
  test('is the first on which there is one', async () => {
    expect(await ids(why('a', null), why('b', null), why('c', 'report'), why('d', 'report'))).toEqual([['c'], '3']);
  });

  test('is empty when nobody is waited for', async () => {
    expect(await ids(why('a', null), why('b', null))).toEqual([[], undefined]);
  });
});
