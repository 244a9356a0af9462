import { CountBar } from '../elements/count-bar.tsx';
import type { Counts } from './verdicts.ts';

/** How far a rollout is, in machines. */
export function Progress({ counts: { healthy, unhealthy, pending, other } }: { readonly counts: Counts }) {
  return (
    <CountBar
      parts={[
        { count: healthy, word: 'healthy', tone: 'good' },
        { count: unhealthy, word: 'unhealthy', tone: 'bad' },
        { count: other, word: 'otherwise ended', tone: 'wait' },
        { count: pending, word: 'pending', tone: 'plain' },
      ]}
    />
  );
}
