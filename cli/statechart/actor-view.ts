import type { ActorDetail, Transition } from '../../machines/model/actor.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import { actorLines } from '../../services/draw/actor-lines.ts';
import { printable } from '../../services/host/printable.ts';
import type { Frame, FrameSize } from '../output/frame.ts';
import { folded } from '../output/folded.ts';
import { second } from '../output/moment.ts';
import type { AskedActor } from './asked-actor.ts';
import type { ActorNews } from './followed-actor.ts';

/** As many steps as an actor is told with. */
const KEPT = 100;

/** An actor as it was last heard of. */
export class ActorView {
  #chart: Statechart;
  #actor: ActorDetail;
  #awaySince: number | undefined;
  /** Why there is no more to come. */
  ended: string | undefined;

  constructor({ actor, chart }: AskedActor) {
    this.#actor = actor;
    this.#chart = chart;
  }

  hear(news: ActorNews, now: number): void {
    switch (news.type) {
      case 'transition':
        return this.#take(news.transition);
      case 'actor':
        this.#chart = news.chart ?? this.#chart;
        // It may have been asked for before the last step.
        if (news.hasGoneBack || news.actor.last_seq >= this.#seen) this.#actor = news.actor;
        return;
      case 'lost':
        this.#awaySince = now;
        return;
      case 'found':
        this.#awaySince = undefined;
        return;
      case 'end':
        this.ended = news.reason;
        return;
      case 'gap':
        return;
    }
  }

  /** Where it is, what it waits for and, as far as there is room, its last steps. */
  frame(size: FrameSize, now: number): Frame {
    const foot = this.#awaySince === undefined ? [] : [awayText(this.#awaySince)];
    const head = `${utc(now)} · Ctrl-C ends it`;
    const room = size.rows - 2 - (foot.length > 0 ? 2 : 0);
    return { head, lines: this.lines({ ...size, rows: room }, now), foot };
  }

  /** The same as lines, with as many steps as there is room for. */
  lines({ rows, columns }: FrameSize, now: number): string[] {
    const chart = this.#chart;
    const told = (steps: number) =>
      actorLines(this.#actor, { chart, now, printable, steps }).flatMap((line) => folded(line, columns));
    const first = told(1);
    let [lines, steps] = [first, 1];
    while (lines.length < rows && steps < this.#actor.history.length) {
      steps += 1;
      const more = told(steps);
      if (more.length > rows) break;
      lines = more;
    }
    return lines;
  }

  get #seen(): number {
    return this.#actor.history[0]?.seq ?? 0;
  }

  #take(step: Transition): void {
    if (step.seq <= this.#seen) return;
    const { state, active, at } = step;
    const history = [step, ...this.#actor.history].slice(0, KEPT);
    this.#actor = { ...this.#actor, state, active, last_transition_at: at, history };
  }
}

const awayText = (since: number): string =>
  `the control plane is away since ${utc(since)}; this is how it was, and goes on when it is back`;

/** By the clock of the steps, not by the one on the wall. */
const utc = (at: number): string => second(new Date(at).toISOString());
