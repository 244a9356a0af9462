import type { AttemptFolder } from './attempt-folder.ts';
import type { StepName } from './order.ts';

/** How a step ended, in systemd's words: `exit-code 4`, `timeout TERM`, `signal KILL`. */
export interface ServiceEnd {
  readonly result: string;
  /** A number, or the name of a signal. */
  readonly status: string;
  /** By which the journal knows this run of the unit; "" where there is no journal. */
  readonly invocation: string;
}

const endFile = (step: StepName): string => `${step}.end`;
const WORD = /^[A-Za-z0-9-]{1,64}$/;

/** Writes down how a step ended; the first who does is believed. */
export async function writeEnd(
  folder: AttemptFolder,
  step: StepName,
  { result, status, invocation }: ServiceEnd,
): Promise<void> {
  const words = [result, status, invocation].map((word) => (WORD.test(word) ? word : '-'));
  await folder.create(endFile(step), `${words.join(' ')}\n`);
}

/** How a step ended; undefined as long as nobody has said so. */
export async function readEnd(folder: AttemptFolder, step: StepName): Promise<ServiceEnd | undefined> {
  const text = await folder.read(endFile(step));
  if (text === undefined) return undefined;
  const [result = '-', status = '-', invocation = '-'] = text.trim().split(' ');
  return { result, status, invocation: invocation === '-' ? '' : invocation };
}

/** The exit code of a step that ended by itself; -1: it was ended, or never began. */
export const exitCodeOf = ({ result, status }: ServiceEnd): number =>
  (result === 'success' || result === 'exit-code') && /^\d+$/.test(status) ? Number(status) : -1;

/** What nobody would have said who was ended from outside. */
export function fateOf({ result, status }: ServiceEnd, limitMs: number): string | undefined {
  if (result === 'timeout') return `it was ended: it took longer than ${limitMs / 1000} s (--activation-timeout)`;
  if (result === 'refused') return 'it was not begun: the machine goes back already';
  if (result === 'lost') return 'it was lost: who watched over it was killed, or systemd forgot it';
  return /^\d+$/.test(status) ? undefined : `it was ended by ${status === '-' ? 'somebody' : status}`;
}

/** A run that was begun once and not again. */
export const CUT_OFF: ServiceEnd = { result: 'lost', status: '-', invocation: '' };
/** A run that came too late. */
export const REFUSED: ServiceEnd = { result: 'refused', status: '-', invocation: '' };
