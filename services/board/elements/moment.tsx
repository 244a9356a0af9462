import { useEffect, useState } from 'preact/hooks';
import { serverNow } from '../server-clock.ts';

/** A time: how long ago, or how long until then, with the exact one beside it. That it passes is not read out. */
export function Moment({ at }: { readonly at: string }) {
  const then = new Date(at);
  const words = () => distance(then.getTime() - serverNow());
  // Drawn anew when it is called otherwise, not every second: there may be thousands.
  const [, setShown] = useState(words);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || setShown(words()), 1000);
    return () => clearInterval(timer);
  }, [at]);
  return (
    <time dateTime={at} title={then.toLocaleString()} aria-live="off">
      {words()}
    </time>
  );
}

/** The control plane's time, anew every second while the page is looked at. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
] as const;

/** A span of time in words: `3 min ago`, `in 20 s`. */
export function distance(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 1) return 'now';
  const words = spanWords(seconds);
  return ms < 0 ? `${words} ago` : `in ${words}`;
}

/** Seconds in the largest unit that fits: `90 s`, `25 min`. */
export function spanWords(seconds: number): string {
  const [size, unit] = UNITS.find(([each]) => seconds >= 2 * each) ?? [1, 's'];
  return `${Math.floor(seconds / size)} ${unit}`;
}
