import type { ActorFrame } from '../../machines/model/actor.ts';
import { stepTable } from '../../services/draw/step-table.ts';
import { printable } from '../../services/host/printable.ts';
import { openFullScreen, sizeOf, type WatchStream } from '../output/full-screen.ts';
import { ActorView } from './actor-view.ts';
import type { AskedActor } from './asked-actor.ts';
import { type ActorFeed, type ActorNews, followedActor } from './followed-actor.ts';

/** Where an actor is watched, and until when. */
export interface ActorWatchParts {
  readonly source: ActorFeed;
  readonly stream: WatchStream;
  /** How it is shown: on a screen of its own, a line a step, or as JSON: the actor in the first line, then a frame of its feed a line. */
  readonly shows: 'screen' | 'lines' | 'json';
  readonly note: (line: string) => void;
  readonly jsonLine: (value: unknown) => void;
  readonly now: () => number;
  /** Calls again and again, each second; gives back how to end that. */
  readonly eachSecond: (call: () => void) => () => void;
  readonly signal: AbortSignal;
}

/** Shows an actor as it goes on, until it is gone or nobody wants to know any more. */
export async function watchedActor(asked: AskedActor, parts: ActorWatchParts): Promise<void> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  // Nobody reads any more (`| head`): there is nobody to show it to.
  parts.stream.on('error', leave);
  const signal = AbortSignal.any([parts.signal, gone.signal]);
  try {
    await (parts.shows === 'screen' ? onScreen : asLines)(asked, { ...parts, signal });
  } finally {
    parts.stream.off('error', leave);
  }
}

async function onScreen(asked: AskedActor, { source, stream, now, eachSecond, signal }: ActorWatchParts) {
  const view = new ActorView(asked);
  const screen = openFullScreen(stream, (size) => view.frame(size, now()));
  const rest = eachSecond(() => screen.draw());
  const tell = (news: ActorNews) => {
    view.hear(news, now());
    screen.draw();
  };
  try {
    screen.draw();
    await followedActor(source, { after: asked.actor.last_seq, signal, tell });
  } finally {
    rest();
    screen.leave();
  }
  if (view.ended === undefined) return;
  stream.write(`${view.lines(sizeOf(stream), now()).join('\n')}\n\n${endText(asked, view.ended)}\n`);
}

async function asLines(asked: AskedActor, parts: ActorWatchParts): Promise<void> {
  const { source, stream, shows, note, signal } = parts;
  const { actor, chart } = asked;
  const write = (line: string) => void stream.write(`${line}\n`);
  const show = (frame: ActorFrame) => {
    if (shows === 'json') return parts.jsonLine(frame);
    if (frame.type === 'transition') stepTable([frame.transition], { chart, printable }).forEach(write);
    if (frame.type === 'gap') note(`steps ${frame.from} to ${frame.to} are not kept any more`);
    if (frame.type === 'end') write(endText(asked, frame.reason));
  };
  const tell = (news: ActorNews) => {
    if (news.type === 'actor') return;
    if (news.type === 'lost') note('the control plane is away; waiting for it');
    else if (news.type === 'found') note('the control plane is back');
    else show(news);
  };
  if (shows === 'json') parts.jsonLine({ type: 'actor', actor });
  else {
    note(`${printable(actor.address)} is watched: each step is a line from now on, until Ctrl-C; its last was:`);
    stepTable(actor.history.slice(0, 1), { chart, printable }).forEach(write);
  }
  await followedActor(source, { after: actor.last_seq, signal, tell });
}

const endText = ({ actor }: AskedActor, reason: string): string => printable(`${actor.address}: ${reason}`);
