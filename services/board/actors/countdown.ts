import { span } from '../../../machines/policy/span.ts';

const SECOND = 1000;
const HOUR = 3600;

/** How long it is until a time, to the second as long as that matters: `in 4:09`, `in 3 h`, `due for 12 s`. Ms since the epoch. */
export function countdown(until: number, now: number): string {
  const left = Math.ceil((until - now) / SECOND);
  if (left <= 0) return left === 0 ? 'due now' : `due for ${span(now - until)}`;
  if (left >= 2 * HOUR) return `in ${span(until - now)}`;
  const [minutes, seconds] = [Math.floor(left / 60), left % 60];
  return minutes === 0 ? `in ${seconds} s` : `in ${minutes}:${String(seconds).padStart(2, '0')}`;
}
