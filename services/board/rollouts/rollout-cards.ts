import type { FeedFrame, FeedRow } from '../../../machines/model/feed.ts';
import type { MachineHealth, RolloutDetail } from '../../../machines/model/rollout.ts';
import { isActive, isTerminal } from '../../../machines/policy/rollout-status.ts';
import { machineChange } from './machine-change.ts';
import type { Counts } from './verdicts.ts';

/** A rollout of the list: what it is, and how each machine is. */
export interface RolloutCard {
  readonly rollout: RolloutDetail;
  readonly health: ReadonlyMap<string, keyof Counts>;
}

/** The list, and whether it is to be fetched anew because rows do not tell all. */
export interface RolloutCards {
  readonly cards: readonly RolloutCard[];
  readonly isStale: boolean;
}

/** Cards of what was fetched and of what was there before: the ones that may move first, each once, the newest first. */
export function rolloutCards(fetched: readonly RolloutDetail[], before: readonly RolloutCard[] = []): RolloutCard[] {
  const all = new Map(before.map((card) => [card.rollout.id, card]));
  for (const rollout of fetched) all.set(rollout.id, cardOf(rollout));
  const newest = [...all.values()].toSorted((a, b) => createdAt(b) - createdAt(a));
  return [...newest.filter(({ rollout }) => moves(rollout)), ...newest.filter(({ rollout }) => !moves(rollout))];
}

const createdAt = ({ rollout }: RolloutCard): number => Date.parse(rollout.created_at);

/** Whether something may still become of a rollout. */
export const moves = ({ status, phase }: Pick<RolloutDetail, 'status' | 'phase'>): boolean =>
  isActive(status) || phase === 'reverting' || !isTerminal(status);

/** The cards after some frames of the feed of everything. */
export function withRows(cards: readonly RolloutCard[], frames: readonly FeedFrame[]): RolloutCards {
  const changed = new Map<string, { rollout: RolloutDetail; health: Map<string, keyof Counts> }>();
  let isStale = false;
  for (const frame of frames) {
    if (frame.type !== 'row') {
      isStale = true;
      continue;
    }
    const { rollout_id: id, type } = frame.row;
    if (id === null) continue;
    const before = changed.get(id) ?? cards.find(({ rollout }) => rollout.id === id);
    // Another one has begun, or one that is not shown has moved up; and of a status the row tells not all.
    if (type === 'status_change' || (before === undefined && type === 'batch_started')) isStale = true;
    if (before === undefined) continue;
    const draft = changed.get(id) ?? { rollout: before.rollout, health: new Map(before.health) };
    changed.set(id, draft);
    take(draft.health, frame.row);
  }
  return { cards: cards.map((card) => changed.get(card.rollout.id) ?? card), isStale };
}

/** How many machines of a card are how. */
export function countsIn({ health }: RolloutCard): Counts {
  const counts = { healthy: 0, unhealthy: 0, pending: 0, other: 0 };
  for (const kind of health.values()) counts[kind] += 1;
  return counts;
}

function cardOf(rollout: RolloutDetail): RolloutCard {
  const parts = rollout.batches.flatMap(({ machine_health }) => Object.entries(machine_health));
  return { rollout, health: new Map(parts.map(([id, health]) => [id, kindOf(health)])) };
}

/** What v0.1.1 had no word for is unhealthy with the word as its reason. */
const OTHERS = /^(skipped|superseded|reverting|reverted)(:|$)/;

function kindOf(health: MachineHealth): keyof Counts {
  if (typeof health === 'string') return health;
  return OTHERS.test(health.unhealthy) ? 'other' : 'unhealthy';
}

const KINDS: Readonly<Record<string, keyof Counts>> = {
  pending: 'pending',
  soaking: 'pending',
  healthy: 'healthy',
  unhealthy: 'unhealthy',
  revert_failed: 'unhealthy',
};

/** What rows mean that name no verdict. */
const WITHOUT_VERDICT: Readonly<Record<string, string>> = { machine_told: 'pending', machine_soaking: 'soaking' };

function take(health: Map<string, keyof Counts>, row: FeedRow): void {
  if (row.machine_id === null || machineChange(row) === undefined) return;
  const { verdict } = row.detail;
  const word = typeof verdict === 'string' ? verdict : WITHOUT_VERDICT[row.type];
  health.set(row.machine_id, KINDS[word ?? ''] ?? 'other');
}
