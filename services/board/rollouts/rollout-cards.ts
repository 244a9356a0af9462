import type { FeedFrame, FeedRow } from '../../../machines/model/feed.ts';
import type { MachineHealth, RolloutDetail } from '../../../machines/model/rollout.ts';
import { hasEnded, isActive, isTerminal } from '../../../machines/policy/rollout-status.ts';
import { deletedIn } from './deletion-row.ts';
import { machineChange } from './machine-change.ts';
import { statusIn } from './rollout-model.ts';
import type { Counts } from './verdicts.ts';

/** As much of a rollout as the list shows: what is large in it is not kept. */
export type ListedRollout = Pick<
  RolloutDetail,
  'id' | 'status' | 'phase' | 'reason' | 'release_id' | 'strategy' | 'created_at' | 'created_by'
>;

/** A rollout of the list: what it is, and how many of its machines are how. */
export interface RolloutCard {
  readonly rollout: ListedRollout;
  readonly batches: number;
  readonly counts: Counts;
  /** How each machine is, of one that still moves: of all others the counts are enough. */
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

/** The beginning of the list as it was fetched. */
export interface Beginning {
  /** The newest. */
  readonly page: readonly RolloutDetail[];
  /** Those that are active, whatever their age. */
  readonly active: readonly RolloutDetail[];
  /** Whether there are older ones than the page has. */
  readonly hasMore: boolean;
}

/** The cards after the beginning of the list was fetched anew: who would be in it and is not is gone. */
export function withBeginning(before: readonly RolloutCard[], { page, active, hasMore }: Beginning): RolloutCard[] {
  const oldest = page.at(-1);
  const end = hasMore && oldest !== undefined ? Date.parse(oldest.created_at) : Number.NEGATIVE_INFINITY;
  const older = before.filter((card) => createdAt(card) <= end);
  return rolloutCards([...active, ...page], older);
}

/** Those that were active, are not among those that are, and so have ended or are gone. */
export function leftActive(cards: readonly RolloutCard[], { page, active }: Beginning): string[] {
  const known = new Set([...active, ...page].map(({ id }) => id));
  return cards.flatMap(({ rollout }) => (moves(rollout) && !known.has(rollout.id) ? [rollout.id] : []));
}

const createdAt = ({ rollout }: RolloutCard): number => Date.parse(rollout.created_at);

/** Whether something may still become of a rollout. */
export const moves = ({ status, phase }: Pick<RolloutDetail, 'status' | 'phase'>): boolean =>
  isActive(status) || phase === 'reverting' || !isTerminal(status);

/** A card as rows change it: one copy for a whole bunch of them. */
interface Draft {
  rollout: ListedRollout;
  readonly health: Map<string, keyof Counts>;
}

/** The cards after some frames of the feed of everything. */
export function withRows(cards: readonly RolloutCard[], frames: readonly FeedFrame[]): RolloutCards {
  const before = new Map(cards.map((card) => [card.rollout.id, card]));
  const drafts = new Map<string, Draft>();
  let isStale = false;
  for (const frame of frames) {
    if (frame.type !== 'row') {
      isStale = true;
      continue;
    }
    const { rollout_id, type } = frame.row;
    const deleted = deletedIn(frame.row);
    if (deleted !== undefined) before.delete(deleted);
    if (rollout_id === null) continue;
    const card = before.get(rollout_id);
    // Another one has begun, or one that is not shown has moved up; and of a status the row tells not all.
    if (type === 'status_change' || (card === undefined && type === 'batch_started')) isStale = true;
    if (card === undefined) continue;
    const draft = drafts.get(rollout_id) ?? { rollout: card.rollout, health: new Map(card.health) };
    drafts.set(rollout_id, draft);
    take(draft, frame.row);
  }
  const changed = [...before.values()].map((card) => withDraft(card, drafts.get(card.rollout.id)));
  return { cards: changed, isStale };
}

function withDraft(card: RolloutCard, draft: Draft | undefined): RolloutCard {
  if (draft === undefined) return card;
  const { rollout, health } = draft;
  // One that has ended has no machines here to count.
  return { ...card, rollout, health, counts: health.size === 0 ? card.counts : countsIn(health) };
}

function countsIn(health: ReadonlyMap<string, keyof Counts>): Counts {
  const counts = { healthy: 0, unhealthy: 0, pending: 0, other: 0 };
  for (const kind of health.values()) counts[kind] += 1;
  return counts;
}

function cardOf(rollout: RolloutDetail): RolloutCard {
  const { id, status, phase = null, reason = null, release_id, strategy, batches, created_at, created_by } = rollout;
  const parts = batches.flatMap(({ machine_health }) => Object.entries(machine_health));
  const health = new Map(parts.map(([machine, each]) => [machine, kindOf(each)]));
  return {
    rollout: { id, status, phase, reason, release_id, strategy, created_at, created_by },
    batches: batches.length,
    counts: countsIn(health),
    health: hasEnded(rollout) ? NOBODY : health,
  };
}

const NOBODY: RolloutCard['health'] = new Map();

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

function take(draft: Draft, row: FeedRow): void {
  if (row.type === 'status_change') {
    draft.rollout = { ...draft.rollout, status: statusIn(row, draft.rollout.status) };
    return;
  }
  if (row.machine_id === null || !draft.health.has(row.machine_id) || machineChange(row) === undefined) return;
  const { verdict } = row.detail;
  const word = typeof verdict === 'string' ? verdict : WITHOUT_VERDICT[row.type];
  draft.health.set(row.machine_id, KINDS[word ?? ''] ?? 'other');
}
