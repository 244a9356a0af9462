import { useState } from 'preact/hooks';
import { Unreachable } from '../../../machines/errors.ts';
import { Dialog } from '../elements/dialog.tsx';
import { Problem } from '../elements/problem.tsx';
import { randomKey } from '../elements/random-key.ts';
import type { Session } from '../session.ts';
import { type Deed, deedQuestion, whatChanged } from './deeds.ts';
import type { RolloutModel } from './rollout-model.ts';

/** Says what will happen, and does it when that is meant. What comes of it is told by the feed. */
export function DeedDialog({
  deed,
  session,
  model,
  close,
}: {
  readonly deed: Deed;
  readonly session: Session;
  readonly model: RolloutModel;
  readonly close: () => void;
}) {
  // As it was when it was asked: what is agreed to is what was read.
  const [asked] = useState(model);
  const { title, sentences, confirm } = deedQuestion(deed, asked);
  const [idempotencyKey, setIdempotencyKey] = useState(randomKey);
  const [error, setError] = useState<unknown>();
  const [isSending, setIsSending] = useState(false);
  // What is being sent may be what has changed it.
  const changed = isSending ? undefined : whatChanged(deed, asked, model);
  const send = () => {
    if (isSending || changed !== undefined) return;
    setIsSending(true);
    sent(session.client, deed, { params: { id: model.rollout.id }, idempotencyKey })
      .then(close, (problem: unknown) => {
        setError(problem);
        // The same key again gets the same refusal; where no answer came it keeps one deed from being two.
        if (!(problem instanceof Unreachable)) setIdempotencyKey(randomKey);
      })
      .finally(() => setIsSending(false));
  };
  return (
    <Dialog title={title} close={close}>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {error !== undefined && <Problem error={error} />}
      {changed !== undefined && <Problem error={changed} />}
      <p class="rollouts-choices">
        <button type="button" class="primary" aria-disabled={isSending || changed !== undefined} onClick={send}>
          {isSending ? 'Sending…' : confirm}
        </button>
        <button type="button" onClick={close}>
          Not now
        </button>
      </p>
    </Dialog>
  );
}

interface Order {
  readonly params: { readonly id: string };
  readonly idempotencyKey: string;
}

function sent(client: Session['client'], deed: Deed, order: Order): Promise<void> {
  switch (deed) {
    case 'pause':
      return client.pauseRollout(order);
    case 'resume':
      return client.resumeRollout(order);
    case 'cancel':
      return client.cancelRollout(order);
  }
}
