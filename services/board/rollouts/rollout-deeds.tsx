import { useState } from 'preact/hooks';
import type { Session } from '../session.ts';
import { type Deed, isPossible } from './deeds.ts';
import { DeedDialog } from './deed-dialog.tsx';
import type { RolloutModel } from './rollout-model.ts';

const DEEDS: readonly { readonly deed: Deed; readonly label: string }[] = [
  { deed: 'pause', label: 'Pause' },
  { deed: 'resume', label: 'Resume' },
  { deed: 'cancel', label: 'Cancel' },
];

/** The buttons that stop a rollout and let it go on, for keys that may. */
export function RolloutDeeds({ session, model }: { readonly session: Session; readonly model: RolloutModel }) {
  const [asked, setAsked] = useState<Deed>();
  if (!session.mayDeploy) return <span class="note rollouts-deeds">Your key may only look.</span>;
  return (
    <span class="rollouts-deeds">
      {DEEDS.map(({ deed, label }) => (
        <button
          key={deed}
          type="button"
          // It keeps the focus, which a disabled button loses when the dialog gives it back.
          aria-disabled={!isPossible(deed, model.rollout)}
          onClick={() => isPossible(deed, model.rollout) && setAsked(deed)}
        >
          {label}
        </button>
      ))}
      {asked && <DeedDialog deed={asked} session={session} model={model} close={() => setAsked(undefined)} />}
    </span>
  );
}
