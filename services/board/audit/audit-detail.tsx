import { useState } from 'preact/hooks';

const SHORT = 140;

/** What is told besides: cut where it is long, whole on demand. */
export function AuditDetail({ text }: { readonly text: string }) {
  const [isWhole, setIsWhole] = useState(false);
  const isLong = text.length > SHORT;
  return (
    <>
      <bdi>{isLong && !isWhole ? `${text.slice(0, SHORT)}…` : text}</bdi>
      {isLong && (
        <button type="button" class="quiet" aria-expanded={isWhole} onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? 'less' : 'all of it'}
        </button>
      )}
    </>
  );
}
