import { printable } from '../../services/host/printable.ts';

/** `2026-01-31 12:30`, UTC. */
export const minute = (timestamp: string): string => iso(timestamp).slice(0, 16).replace('T', ' ');

/** `2026-01-31 12:30:59 UTC`. */
export const second = (timestamp: string): string => `${iso(timestamp).slice(0, 19).replace('T', ' ')} UTC`;

/** `1:02:03` or `2:03`. */
export function clock(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number) => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** As SQLite tells a time, which is UTC without saying so. */
const BARE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

function iso(timestamp: string): string {
  const time = new Date(BARE.test(timestamp) ? `${timestamp}Z` : timestamp);
  return Number.isNaN(time.getTime()) ? printable(timestamp) : time.toISOString();
}

/** `2026-01-31 12:30:59`, by the clock on the wall. */
export function dayAndTime(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}
