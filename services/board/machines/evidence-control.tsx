import { useState } from 'preact/hooks';
import type { Exception, Finding } from '../../../machines/model/evidence.ts';
import { holds } from '../../../machines/policy/exception-end.ts';
import { statusWord } from '../compliance/standing-words.ts';
import { Badge } from '../elements/badge.tsx';
import { JsonTree } from '../elements/json-tree.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { useFirst } from '../elements/use-first.tsx';
import { isFailing, type JudgedControl } from './judged-evidence.ts';

const FINDINGS_SHOWN = 10;

/** One control that is not simply compliant: how it came out, what was found, and what of that is excused. */
export function EvidenceControl({ control, now }: { readonly control: JudgedControl; readonly now: number }) {
  const { evidence, status, findings, reason, articles } = control;
  const { shown, more } = useFirst(findings, FINDINGS_SHOWN);
  return (
    <li>
      <div class="machines-part">
        <Badge {...statusWord(status)} />
        <OutsideText text={evidence.control} class="machines-control" />
        {evidence.required && <Badge word="required" tone={isFailing(control) ? 'bad' : 'plain'} />}
        {articles !== '' && <OutsideText text={articles} class="note" />}
      </div>
      {reason !== undefined && (
        <p class="machines-reason">
          It could not be told: <bdi>{reason}</bdi>
        </p>
      )}
      {shown.length > 0 && (
        <ul class="machines-findings">
          {shown.map((finding, place) => (
            <li key={place}>
              <FoundLine finding={finding} now={now} />
            </li>
          ))}
        </ul>
      )}
      {more}
      {isFailing(control) && <Observed checks={evidence.checks} />}
    </li>
  );
}

function FoundLine({ finding: { id, text, exception }, now }: { readonly finding: Finding; readonly now: number }) {
  return (
    <>
      <code>
        <bdi>{id}</bdi>
      </code>
      : <bdi>{text}</bdi>
      {exception !== undefined && <Excuse exception={exception} hasEnded={!holds(exception, now)} />}
    </>
  );
}

function Excuse({ exception, hasEnded }: { readonly exception: Exception; readonly hasEnded: boolean }) {
  const { rationale, owner, expires } = exception;
  return (
    <div class="note">
      {hasEnded && (
        <>
          <Badge word="exception has run out" tone="bad" /> It counts again.{' '}
        </>
      )}
      {hasEnded ? 'Was excused: ' : 'Excused: '}
      <bdi>{rationale}</bdi> – {owner === null ? 'nobody is named for it' : <bdi>{owner}</bdi>},{' '}
      {expires === null ? (
        'for good'
      ) : (
        <>
          until <bdi>{expires}</bdi>
        </>
      )}
    </div>
  );
}

/** What the probe saw, drawn when somebody wants it. */
function Observed({ checks }: { readonly checks: JudgedControl['evidence']['checks'] }) {
  const [isOpen, setIsOpen] = useState(false);
  if (Object.keys(checks).length === 0) return null;
  return (
    <details class="machines-observed" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>What was observed</summary>
      {isOpen && <JsonTree value={checks} />}
    </details>
  );
}
