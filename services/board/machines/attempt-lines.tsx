import { useLayoutEffect, useRef } from 'preact/hooks';
import { Moment } from '../elements/moment.tsx';
import type { Attempt, LogPart } from './attempts.ts';

/** So close to its end, px, one reads what is new. */
const AT_END = 40;

/** The lines of an attempt; who reads its end stays there as it grows. */
export function AttemptLines({ attempt }: { readonly attempt: Attempt }) {
  const place = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    const { current: element } = place;
    if (element !== null && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [attempt.lines]);
  return (
    <>
      <p class="note">
        {attempt.lines} {attempt.lines === 1 ? 'line' : 'lines'}, the last <Moment at={attempt.lastAt} />
        {attempt.isCutOff && '; its first lines are not loaded'}
      </p>
      <div
        ref={place}
        class="machines-log mono"
        tabIndex={0}
        role="region"
        aria-label="Log of the attempt"
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < AT_END;
        }}
      >
        {attempt.parts.map((part) => (
          <Line key={`${part.n} ${'lost' in part}`} part={part} />
        ))}
      </div>
    </>
  );
}

function Line({ part }: { readonly part: LogPart }) {
  if ('lost' in part)
    return (
      <div class="machines-lost">
        … {part.lost} {part.lost === 1 ? 'line was' : 'lines were'} lost
      </div>
    );
  return (
    <div>
      <bdi>{part.text}</bdi>
    </div>
  );
}
