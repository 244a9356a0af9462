import { onTestFinished, vi } from 'vitest';
import { HttpFailed } from '../../../../machines/errors.ts';
import type { FeedFrame } from '../../../../machines/model/feed.ts';
import type { RolloutDetail } from '../../../../machines/model/rollout.ts';
import type { Feed } from '../../../../services/board/session.ts';
import type { WatchedPlane } from '../../../../services/board/rollouts/watched-plane.ts';

/** A control plane that a page watches: it answers with what a test puts there, and tells what a test says. */
export interface FakePlane {
  readonly session: WatchedPlane;
  /** What there is, the newest first. */
  rollouts: RolloutDetail[];
  /** What every question is answered with instead. */
  fault: Error | undefined;
  /** Answers wait for it, and are as it was when they were asked for. */
  held: Promise<void> | undefined;
  /** How often each was asked for: an id, `why` with one, or `list` with what was asked. */
  readonly asked: string[];
  /** What is followed now. */
  readonly feeds: readonly Feed[];
  /** Its feeds stand. */
  connect(): void;
  /** Its feeds are lost. */
  lose(): void;
  tell(...frames: FeedFrame[]): void;
  /** What was asked and told has been taken, and so much time has passed. */
  pass(ms: number): Promise<void>;
}

/** A control plane with some rollouts, in a time that passes when a test says so. */
export function aPlane(...rollouts: RolloutDetail[]): FakePlane {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const feeds = new Set<Feed>();
  const asked: string[] = [];
  const answer = async <T>(question: string, found: () => T): Promise<T> => {
    asked.push(question);
    if (plane.fault !== undefined) throw plane.fault;
    const result = found();
    await plane.held;
    return result;
  };
  const listed = ({ status, limit, after = '0' }: Record<string, string>) => {
    const all = plane.rollouts.filter((each) => status === undefined || each.status === status);
    const end = Number(after) + Number(limit);
    const next = all.length > end ? { query: { status, limit: '25', after: String(end) } } : undefined;
    return { items: all.slice(Number(after), end), next };
  };
  const list = ({ query }: { query: Record<string, string> }) =>
    answer(`list ${query['status'] ?? 'any'} ${query['limit']}`, () => listed(query));
  const one = (id: string) => {
    const found = plane.rollouts.find((each) => each.id === id);
    if (found === undefined) throw new HttpFailed(`there is no rollout ${id}`, 404);
    return found;
  };
  const client = {
    getRollout: ({ params: { id } }: { params: { id: string } }) => answer(id, () => one(id)),
    listRollouts: async (call: { query: Record<string, string> }) => (await list(call)).items,
    page: (name: string, call: { params: { id: string }; query: Record<string, string> }) =>
      name === 'whyRollout'
        ? answer(`why ${call.params.id}`, () => one(call.params.id) && { items: [], next: undefined })
        : list(call),
  } as unknown as WatchedPlane['client'];
  const plane: FakePlane = {
    session: {
      client,
      follow(feed) {
        feeds.add(feed);
        feed.signal.addEventListener('abort', () => feeds.delete(feed));
      },
    },
    rollouts,
    fault: undefined,
    held: undefined,
    asked,
    get feeds() {
      return [...feeds];
    },
    connect: () => feeds.forEach((feed) => feed.state('connected')),
    lose: () => feeds.forEach((feed) => feed.state('lost')),
    tell: (...frames) => frames.forEach((frame) => feeds.forEach((feed) => feed.frame(frame))),
    pass: async (ms) => void (await vi.advanceTimersByTimeAsync(ms)),
  };
  return plane;
}

/** What answers can wait for, until it is let go. */
export function aHold(): { readonly held: Promise<void>; readonly release: () => void } {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  return { held, release };
}
