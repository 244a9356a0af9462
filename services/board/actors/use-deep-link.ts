import { useEffect } from 'preact/hooks';
import { queryIn, withQuery } from '../elements/fragment-query.ts';

/** Browsers take few changes of an address in a second, and a slider makes many. */
const REST_MS = 250;

/** The step that the address names. */
export function stepInAddress(): number | undefined {
  const text = queryIn(location.hash).get('step') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Keeps the address and the step that is looked at the same: `#/actors/rollout%3Ar-1?step=41`. */
export function useDeepLink(at: number | undefined, moved: (at: number | undefined) => void): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      const fragment = withQuery(location.hash, { step: at?.toString() });
      if (fragment !== location.hash) history.replaceState(history.state, '', fragment);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [at]);
  useEffect(() => {
    const told = () => moved(stepInAddress());
    addEventListener('hashchange', told);
    return () => removeEventListener('hashchange', told);
  }, []);
}
