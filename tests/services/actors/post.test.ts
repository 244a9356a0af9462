import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Post } from '../../../services/actors/post.ts';
import { openStore } from '../../../services/store/open.ts';
import { createMailbox, type Mail, type Mailbox } from '../../../services/store/mailbox.ts';
import { tempFolder } from '../../support/temp.ts';

/** A post over a real mailbox, and a way to write to it: each mail says its number. */
async function aPost(pageSize = 2) {
  const { db, close } = await openStore(join(tempFolder(), 'state.db'));
  onTestFinished(close);
  const mailbox = createMailbox(db);
  let count = 0;
  const mail = (sender: string, receiver: string, type = 'note'): Mail => {
    count += 1;
    return { sender, receiver, delivery: count, ordinal: 1, event: JSON.stringify({ type, n: count }) };
  };
  return { post: new Post(mailbox, pageSize), mailbox, mail };
}

const numberOf = ({ event }: Mail): number => (JSON.parse(event) as { n: number }).n;

/** What waits on disk, taken as the courier does. */
function takeStored(post: Post, mailbox: Mailbox): number[] {
  const taken: number[] = [];
  for (let next = post.nextStored(); next !== undefined; next = post.nextStored()) {
    if (mailbox.take(next.id)) taken.push(numberOf(next));
  }
  return taken;
}

describe('the post', () => {
  test('hands fresh mail on in its order, and never writes it', async () => {
    const { post, mailbox, mail } = await aPost();
    takeStored(post, mailbox);
    for (const receiver of ['b', 'c', 'b']) post.put(mail('a', receiver));
    const taken = [post.nextFresh(), post.nextFresh(), post.nextFresh()].map((each) => each && numberOf(each));
    expect([taken, post.nextFresh()]).toEqual([[1, 2, 3], undefined]);
    post.storeFresh();
    expect(mailbox.page(0, 9)).toEqual([]);
  });

  test('lets no fresh mail overtake what its sender told the same receiver before', async () => {
    const { post, mailbox, mail } = await aPost();
    mailbox.put(mail('a', 'b'));
    post.put(mail('a', 'b'));
    expect(post.nextFresh()).toBeUndefined();
    expect(takeStored(post, mailbox)).toEqual([1, 2]);
  });

  test('lets the mail of others go first', async () => {
    const { post, mailbox, mail } = await aPost();
    mailbox.put(mail('a', 'b'));
    post.put(mail('c', 'b'));
    post.put(mail('a', 'c'));
    expect([post.nextFresh(), post.nextFresh()].map((each) => each && numberOf(each))).toEqual([2, 3]);
  });

  test('puts all mail behind a fan-out until its group is committed', async () => {
    const { post, mailbox, mail } = await aPost();
    takeStored(post, mailbox);
    post.put(mail('a', 'b'));
    post.storeFromNow();
    post.put(mail('x', 'y'));
    expect(takeStored(post, mailbox)).toEqual([1, 2]);
    post.committed();
    post.put(mail('x', 'y'));
    expect(post.nextFresh()).toBeDefined();
  });

  test('takes back what was told and not taken, fresh or stored: of this sender and this type', async () => {
    const { post, mailbox, mail } = await aPost();
    mailbox.put(mail('a', 'b', 'deploy'));
    mailbox.put(mail('a', 'b', 'give_up'));
    mailbox.put(mail('x', 'b', 'deploy'));
    post.put(mail('a', 'c', 'deploy'));
    post.put(mail('a', 'c', 'stop'));
    post.recall('a', 'deploy');
    expect(post.nextFresh()).toBeUndefined();
    expect(takeStored(post, mailbox)).toEqual([2, 3, 5]);
  });

  test('does not deliver what was taken back after its page was read', async () => {
    const { post, mailbox, mail } = await aPost(3);
    for (let n = 0; n < 3; n += 1) mailbox.put(mail('a', 'b', 'deploy'));
    const first = post.nextStored();
    expect(first && mailbox.take(first.id)).toBe(true);
    post.recall('a', 'deploy');
    expect(takeStored(post, mailbox)).toEqual([]);
  });

  test('leaves a receiver that has failed alone until the next pass, and then begins with its oldest mail', async () => {
    const { post, mailbox, mail } = await aPost(1);
    for (const receiver of ['b', 'c', 'b']) mailbox.put(mail('a', receiver));
    const first = post.nextStored();
    if (first !== undefined) post.block(first.receiver);
    expect(takeStored(post, mailbox)).toEqual([2]);
    expect(post.mayWait).toBe(true);
    expect(takeStored(post, mailbox)).toEqual([1, 3]);
    expect(takeStored(post, mailbox)).toEqual([]);
    expect(post.mayWait).toBe(false);
  });

  test('never changes the order between one sender and one receiver, nor loses or doubles anything', async () => {
    const { post, mailbox, mail } = await aPost();
    const step = fc.record({
      does: fc.constantFrom('put', 'put', 'fresh', 'stored', 'store', 'disk', 'commit', 'block'),
      sender: fc.constantFrom('a', 'b'),
      receiver: fc.constantFrom('x', 'y'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const [put, taken]: [Mail[], Mail[]] = [[], []];
        const take = (found: Mail | undefined) => void (found !== undefined && taken.push(found));
        const takeOne = () => {
          const next = post.nextStored();
          if (next !== undefined && mailbox.take(next.id)) take(next);
        };
        const doing = {
          put: (sender: string, receiver: string) => {
            put.push(mail(sender, receiver));
            post.put(put.at(-1) ?? mail(sender, receiver));
          },
          fresh: () => take(post.nextFresh()),
          stored: takeOne,
          store: () => post.storeFresh(),
          disk: () => post.storeFromNow(),
          commit: () => (post.storeFresh(), post.committed()),
          block: (_: string, receiver: string) => post.block(receiver),
        };
        for (const { does, sender, receiver } of steps) doing[does](sender, receiver);
        for (let fresh = post.nextFresh(); fresh !== undefined; fresh = post.nextFresh()) take(fresh);
        while (post.mayWait) takeOne();
        const between = (mails: readonly Mail[], pair: string) =>
          mails.filter(({ sender, receiver }) => `${sender}${receiver}` === pair).map(numberOf);
        for (const pair of ['ax', 'ay', 'bx', 'by']) expect(between(taken, pair)).toEqual(between(put, pair));
      }),
      { numRuns: 200 },
    );
  });
});
