import { useEffect, useRef } from 'preact/hooks';

/** Does something when a value is another than before; not for the first one. */
export function useWhenChanged(value: unknown, deed: () => void): void {
  const before = useRef(value);
  useEffect(() => {
    const isFirst = before.current === undefined;
    before.current = value;
    if (!isFirst) deed();
  }, [value]);
}
