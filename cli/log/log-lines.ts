import { clock, second } from '../output/moment.ts';
import type { Paint } from '../output/paint.ts';
import { printable } from '../../services/host/printable.ts';
import { details } from '../output/table.ts';
import { numberIn, resultOf, textIn } from './log-summary.ts';
import type { ReadEvent } from './log-tail.ts';

/** How a log is shown. */
export interface LogLook {
  readonly paint: Paint;
  /** With what commands printed. */
  readonly hasOutput: boolean;
}

/** A whole log for people: what it was about and how it ended, then what happened, in order. */
export function logLines(path: string, events: readonly ReadEvent[], look: LogLook): string[] {
  const start = events.find(({ event }) => event === 'op_start');
  const end = events.findLast(({ event }) => event === 'op_end');
  const duration = numberIn(end, 'duration_ms');
  const error = textIn(end, 'error');
  const about = details([
    ['Operation', textIn(start, 'operation')?.replaceAll('_', '-') ?? 'unknown'],
    ['Command', `nixfleet ${words(start)}`],
    ['Started', second(textIn(start, 'ts') ?? '')],
    ['Result', `${look.paint(resultOf(end))}${duration === null ? '' : ` after ${clock(duration)}`}`],
    ...facts(events),
    ...(error === undefined ? [] : [['Error', printable(error)] as const]),
    ['Log', path],
  ]);
  const told = events.filter(({ event }) => event !== 'op_start' && event !== 'op_end' && event !== 'about');
  return [...about, '', ...told.flatMap((event) => eventLines(event, look))];
}

/** What it turned out to be about; what was told last counts. */
function facts(events: readonly ReadEvent[]): (readonly [string, string])[] {
  const all = Object.assign({}, ...events.filter(({ event }) => event === 'about')) as ReadEvent;
  const hosts = all['hosts'];
  return [
    ...(['flake', 'release', 'rollout'] as const).flatMap((name) => {
      const value = textIn(all, name);
      return value === undefined ? [] : [[`${name[0]?.toUpperCase()}${name.slice(1)}`, printable(value)] as const];
    }),
    ...(Array.isArray(hosts) ? [['Hosts', printable(hosts.join(', '))] as const] : []),
  ];
}

function eventLines(event: ReadEvent, { paint, hasOutput }: LogLook): string[] {
  const time = (textIn(event, 'ts') ?? '').slice(11, 19);
  switch (event['event']) {
    case 'log':
      return [`${time}  ${printable(textIn(event, 'message') ?? '')}`];
    case 'request':
      return [`${time}  ${textIn(event, 'method')} ${printable(textIn(event, 'path') ?? '')} → ${answerOf(event)}`];
    case 'subprocess':
      return [`${time}  $ ${commandOf(event, paint)}`, ...(hasOutput ? outputOf(event) : [])];
    default:
      return [`${time}  ${printable(JSON.stringify(event))}`];
  }
}

function answerOf(event: ReadEvent): string {
  const status = numberIn(event, 'status');
  return `${status ?? `no answer: ${printable(textIn(event, 'error') ?? '')}`} (${numberIn(event, 'duration_ms') ?? 0} ms)`;
}

function commandOf(event: ReadEvent, paint: Paint): string {
  const code = numberIn(event, 'exit_code') ?? -1;
  const host = textIn(event, 'host');
  const problem = textIn(event, 'problem');
  const ended = code === 0 ? paint('ok') : `${paint('failed')} with ${code}`;
  const took = ((numberIn(event, 'duration_ms') ?? 0) / 1000).toFixed(1);
  return [
    ...(host === undefined ? [] : [`[${printable(host)}]`]),
    printable(words(event)),
    `→ ${ended} (${took} s)${problem === undefined ? '' : `: ${printable(problem)}`}`,
  ].join(' ');
}

const outputOf = (event: ReadEvent): string[] =>
  ['stdout', 'stderr'].flatMap((name) =>
    (textIn(event, name) ?? '').split('\n').flatMap((line) => (line === '' ? [] : [`          ${printable(line)}`])),
  );

/** A command line as it can be read; a word with blanks in quotes. */
function words(event: ReadEvent | undefined): string {
  const argv = event?.['argv'];
  if (!Array.isArray(argv)) return '';
  return argv.map((word) => (/[\s'"]/.test(String(word)) ? JSON.stringify(word) : String(word))).join(' ');
}
