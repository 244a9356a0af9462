import type { ActorDetail, ActorMail, ActorWait } from '../../machines/model/actor.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import { counted } from '../../machines/policy/counted.ts';
import { mailCount } from '../../machines/policy/mail-count.ts';
import { span } from '../../machines/policy/span.ts';
import { stateLines } from './state-lines.ts';
import { stateNames } from './state-names.ts';
import { stepTable } from './step-table.ts';
import { utcSecond } from './utc-second.ts';
import { eventWords } from './words.ts';

/** What is needed to tell of an actor, beside the actor. */
export interface ActorLinesOptions {
  readonly chart: Statechart;
  /** Ms since the epoch: what is waited for is told from now. */
  readonly now: number;
  /** Makes a text from outside harmless for what it is shown on. */
  readonly printable: (text: string) => string;
  /** So many of the newest steps are told; 10 unless it says. */
  readonly steps?: number;
}

/** An actor for a terminal: in which states it is, what it waits for until when, its mail, and its last steps, newest last. */
export function actorLines(actor: ActorDetail, { chart, now, printable, steps = 10 }: ActorLinesOptions): string[] {
  const shown = actor.history.slice(0, steps).toReversed();
  const sections = [
    [`${actor.address}: ${STATUS_WORDS.get(actor.status) ?? actor.status}`, ...problem(actor)],
    section('state', actor.active.length > 0 ? stateLines(actor.active, chart) : ['it cannot be read']),
    section('waits for', waits(actor, { chart, now })),
    mailSection('mailbox', actor.mailbox),
    mailSection('dead letters', actor.dead_letters),
    section(
      shown.length < actor.history.length
        ? `last ${counted(shown.length, 'step')} (times are UTC)`
        : 'steps (times are UTC)',
      shown.length > 0 ? stepTable(shown, { chart, printable }) : ['none are kept'],
    ),
  ];
  // The lines' own blanks at their beginning are ours.
  return sections.flat().map((line) => line.replace(/\S.*/s, printable));
}

/** A newer control plane may have others. */
const STATUS_WORDS: ReadonlyMap<string, string> = new Map([
  ['waiting', 'waits for work of its own to end'],
  ['resting', 'rests until it is told something'],
  ['quarantined', 'quarantined, nothing is delivered to it'],
]);

/** So many events of a mailbox are shown. */
const MAIL = 5;

const problem = ({ problem: why, status }: ActorDetail): string[] =>
  why === null && status !== 'quarantined' ? [] : [`  problem: ${why ?? 'not known'}`];

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

function waits(
  { waits: all, status }: ActorDetail,
  { chart, now }: { readonly chart: Statechart; readonly now: number },
): string[] {
  if (all.length === 0) return [status === 'quarantined' ? 'nothing: it stands still' : 'what it is told next'];
  const names = stateNames(chart);
  return all.map((wait) => {
    const state = wait.state === null ? '' : `, in ${names.get(wait.state) ?? wait.state}`;
    return `${wait.effect} (${wait.name}${state})${untilWords(wait, now)}`;
  });
}

/** Until when, from now and exactly; what has no end by itself has no words. */
function untilWords({ until }: Pick<ActorWait, 'until'>, now: number): string {
  if (until === null) return '';
  const left = Date.parse(until) - now;
  if (Number.isNaN(left)) return `: until ${utcSecond(until)} UTC`;
  return left < 0
    ? `: due since ${span(-left)}, ${utcSecond(until)} UTC`
    : `: in ${span(left)}, at ${utcSecond(until)} UTC`;
}

function mailSection(title: string, mail: readonly ActorMail[]): string[] {
  if (mail.length === 0) return [`${title}: none`];
  const more = mail.length > MAIL ? `, the first ${MAIL} are` : '';
  return [
    `${title}: ${mailCount(mail.length)} ${mail.length === 1 ? 'event' : 'events'}${more}`,
    ...mail.slice(0, MAIL).map((one) => `  ${mailLine(one)}`),
  ];
}

function mailLine({ sender, event, attempts = 0, failure, at }: ActorMail): string {
  const tried = attempts > 0 ? `, tried ${counted(attempts, 'time')}` : '';
  const since = at === undefined ? '' : `, ${utcSecond(at)} UTC`;
  return `${eventWords(event)} from ${sender}${since}${tried}${failure === undefined ? '' : `: ${failure}`}`;
}
