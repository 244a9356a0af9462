import { useCallback, useEffect, useState } from 'preact/hooks';
import { SignedOut } from './browser-client.ts';
import { resumed, type Session, signOut } from './session.ts';

/** How it stands with who uses this tab: somebody has signed in, is asked to, or neither is known yet. */
export interface Visit {
  readonly session: Session | undefined;
  /** Whether the key of this tab is still good, nobody has said so far. */
  readonly isResuming: boolean;
  /** What stands in the way. */
  readonly problem: unknown;
  /** Asks once more whether the key is good; while it is not known it is asked every few seconds. */
  readonly again: () => void;
  /** Somebody has signed in. */
  readonly enter: (session: Session) => void;
  /** The key is forgotten, perhaps for a reason. */
  readonly leave: (why?: unknown) => void;
}

/** How often it is asked whether the key is good; ms. */
const AGAIN_MS = 5000;

/** The visit of this tab, over reloads. */
export function useVisit(): Visit {
  const [{ session, isResuming, problem }, setState] = useState<Pick<Visit, 'session' | 'isResuming' | 'problem'>>({
    session: undefined,
    isResuming: true,
    problem: undefined,
  });
  const [attempt, setAttempt] = useState(0);
  const again = useCallback(() => setAttempt((before) => before + 1), []);
  const enter = useCallback((now: Session) => setState({ session: now, isResuming: false, problem: undefined }), []);
  const leave = useCallback((why?: unknown) => {
    signOut();
    setState({ session: undefined, isResuming: false, problem: why });
  }, []);
  useEffect(() => {
    if (!isResuming) return undefined;
    let isLeft = false;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    void resumed().then(
      (now) => isLeft || (now === undefined ? leave() : enter(now)),
      (error: unknown) => {
        if (isLeft) return;
        if (error instanceof SignedOut) return leave(error);
        // A control plane that restarts says nothing against the key.
        setState({ session: undefined, isResuming: true, problem: error });
        waiting = setTimeout(again, AGAIN_MS);
      },
    );
    return () => {
      isLeft = true;
      clearTimeout(waiting);
    };
  }, [attempt, isResuming]);
  useEffect(() => {
    const { over } = session ?? {};
    const told = () => leave(over?.reason);
    over?.addEventListener('abort', told);
    return () => over?.removeEventListener('abort', told);
  }, [session]);
  return { session, isResuming, problem, again, enter, leave };
}
