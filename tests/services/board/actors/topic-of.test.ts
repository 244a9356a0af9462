import { expect, test } from 'vitest';
import { topicOf } from '../../../../services/board/actors/topic-of.ts';

test.each([
  ['machine:web-01', { page: 'machine', id: 'web-01' }],
  ['machine:a:b', { page: 'machine', id: 'a:b' }],
  ['rollout:r-1', { page: 'rollout', id: 'r-1' }],
  ['batch:r-1:12', { page: 'rollout', id: 'r-1' }],
  ['agent:x', undefined],
  ['machine:', undefined],
])('the page about %s is %o', (address, topic) => expect(topicOf(address)).toEqual(topic));
