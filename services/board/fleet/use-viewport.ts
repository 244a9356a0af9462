import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** What is seen of an element that scrolls. */
export interface SeenPart {
  readonly scrollTop: number;
  readonly width: number;
  readonly height: number;
}

/** What is seen of an element that scrolls, anew when it scrolls or is another size. */
export function useViewport(): readonly [RefObject<HTMLDivElement | null>, SeenPart] {
  const element = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState<SeenPart>({ scrollTop: 0, width: 0, height: 0 });
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const look = () =>
      setSeen({ scrollTop: current.scrollTop, width: current.clientWidth, height: current.clientHeight });
    look();
    const observer = new ResizeObserver(look);
    observer.observe(current);
    current.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      current.removeEventListener('scroll', look);
    };
  }, []);
  return [element, seen];
}
