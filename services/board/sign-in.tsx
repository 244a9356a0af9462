import { useRef, useState } from 'preact/hooks';
import { Problem } from './elements/problem.tsx';
import { type Session, signIn } from './session.ts';

/** Asks for an API key. */
export function SignIn({
  problem: first,
  signedIn,
}: {
  readonly problem: unknown;
  readonly signedIn: (session: Session) => void;
}) {
  const [problem, setProblem] = useState(first);
  const [isAsking, setIsAsking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const key = field.current?.value.trim() ?? '';
    if (key === '') return field.current?.focus();
    setIsAsking(true);
    signIn(key)
      .then(signedIn, (error: unknown) => {
        setProblem(error);
        field.current?.focus();
      })
      .finally(() => setIsAsking(false));
  };
  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <h1>NixFleet</h1>
        <label for="api-key">API key</label>
        <input
          id="api-key"
          ref={field}
          type="password"
          autocomplete="off"
          spellcheck={false}
          autofocus
          aria-describedby="api-key-note"
        />
        <p id="api-key-note" class="note">
          It stays in this tab and is forgotten when you close it. <code>nixfleet keys create --role readonly</code>{' '}
          makes one that may only look.
        </p>
        {problem !== undefined && <Problem error={problem} />}
        <button type="submit" disabled={isAsking}>
          {isAsking ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}
