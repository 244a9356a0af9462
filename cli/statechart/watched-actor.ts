import type { ActorFrame, Transition } from '../../machines/model/actor.ts';
import { stepTable } from '../../services/draw/step-table.ts';
import { printable } from '../../services/host/printable.ts';
import { openFullScreen, sizeOf, type WatchStream } from '../output/full-screen.ts';
import type { ActorLook } from './actor-looks.ts';
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
  /** Calls again and again, after so many ms each time; gives back how to end that. */
  readonly every: (ms: number, call: () => void) => () => void;
  readonly signal: AbortSignal;
}

const SECOND = 1_000;
/** What no step says (mail, quarantine) is asked for so often, as the web page does. */
const LOOK_MS = 5_000;

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

async function onScreen(asked: AskedActor, parts: ActorWatchParts): Promise<void> {
  const { stream, now, every } = parts;
  const view = new ActorView(asked);
  const screen = openFullScreen(stream, (size) => view.frame(size, now()));
  const rest = every(SECOND, () => screen.draw());
  try {
    screen.draw();
    await followed(asked, parts, (news) => {
      view.hear(news, now());
      screen.draw();
    });
  } finally {
    rest();
    screen.leave();
  }
  if (view.ended === undefined) return;
  stream.write(`${view.lines(sizeOf(stream), now()).join('\n')}\n\n${endText(asked, view.ended)}\n`);
}

async function asLines(asked: AskedActor, parts: ActorWatchParts): Promise<void> {
  const { stream, shows, note } = parts;
  const { actor } = asked;
  let { chart } = asked;
  let { status } = actor;
  const write = (line: string) => void stream.write(`${line}\n`);
  const writeSteps = (steps: readonly Transition[]) => stepTable(steps, { chart, printable }).forEach(write);
  const show = (frame: ActorFrame) => {
    if (shows === 'json') return parts.jsonLine(frame);
    if (frame.type === 'transition') writeSteps([frame.transition]);
    if (frame.type === 'gap') note(`steps ${frame.from} to ${frame.to} are not kept any more`);
    if (frame.type === 'end') write(endText(asked, frame.reason));
  };
  /** Says of an actor that is told anew what its steps do not say. */
  const showAnew = (look: ActorLook) => {
    chart = look.chart ?? chart;
    const isQuarantined = look.actor.status === 'quarantined' && status !== 'quarantined';
    status = look.actor.status;
    if (!look.hasGoneBack && !isQuarantined) return;
    if (shows === 'json') return parts.jsonLine({ type: 'actor', actor: look.actor });
    if (isQuarantined) note(printable(`${actor.address} is quarantined: ${look.actor.problem ?? 'not known why'}`));
    if (!look.hasGoneBack) return;
    note('the control plane was restored from a backup: it has fewer steps than it had; its last is now:');
    writeSteps(look.actor.history.slice(0, 1));
  };
  const tell = (news: ActorNews) => {
    if (news.type === 'actor') showAnew(news);
    else if (news.type === 'lost') note('the control plane is away; waiting for it');
    else if (news.type === 'found') note('the control plane is back');
    else show(news);
  };
  if (shows === 'json') parts.jsonLine({ type: 'actor', actor });
  else {
    note(`${printable(actor.address)} is watched: each step is a line from now on, until Ctrl-C; its last was:`);
    writeSteps(actor.history.slice(0, 1));
  }
  await followed(asked, parts, tell);
}

function followed(
  { actor }: AskedActor,
  { source, every, signal }: ActorWatchParts,
  tell: (news: ActorNews) => void,
): Promise<void> {
  const eachLook = (look: () => void) => every(LOOK_MS, look);
  return followedActor(source, { after: actor.last_seq, version: actor.version, signal, tell, eachLook });
}

const endText = ({ actor }: AskedActor, reason: string): string => printable(`${actor.address}: ${reason}`);
