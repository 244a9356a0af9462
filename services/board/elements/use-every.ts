import { useEffect, useRef } from 'preact/hooks';

/** Does something every so often while the page is looked at, and when it is looked at again. */
export function useEvery(everyMs: number, deed: () => unknown): void {
  const latest = useRef(deed);
  latest.current = deed;
  useEffect(() => {
    const look = () => document.hidden || latest.current();
    const timer = setInterval(look, everyMs);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [everyMs]);
}
