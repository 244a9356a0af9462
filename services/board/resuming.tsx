import { useEffect, useState } from 'preact/hooks';
import { Loading } from './elements/loading.tsx';
import { Problem } from './elements/problem.tsx';
import type { Visit } from './use-visit.ts';

/** Sooner nothing is said: most answers are there by then. */
const SILENT_MS = 700;

/** What a tab with a key shows until the control plane says whether the key is good. */
export function Resuming({ problem, again, leave }: Pick<Visit, 'problem' | 'again' | 'leave'>) {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), SILENT_MS);
    return () => clearTimeout(timer);
  }, []);
  if (problem === undefined)
    return isSlow ? (
      <main class="sign-in">
        <Loading what="NixFleet" />
      </main>
    ) : null;
  return (
    <main class="sign-in">
      <section aria-label="Waiting for the control plane">
        <h1>NixFleet</h1>
        <Problem error={problem} again={again} />
        <p class="note">
          You need not sign in again: this tab has kept its API key, and tries by itself every few seconds.
        </p>
        <button type="button" class="quiet" onClick={() => leave()}>
          Use another key
        </button>
      </section>
    </main>
  );
}
