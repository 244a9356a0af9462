import { formText } from '../elements/form-text.ts';
import type { QueryChanges } from '../elements/fragment-query.ts';
import { type AuditFilter, FILTERS, localText, momentOf } from './audit-filter.ts';

const WORDS = { actor: 'Who', action: 'Did', target: 'To' } as const;
const EXAMPLES = { actor: 'apikey:ops', action: 'rollout.paused', target: 'web-01' } as const;

/** Asks which entries; they are fetched when it is sent. */
export function AuditForm({
  filter,
  change,
}: {
  readonly filter: AuditFilter;
  readonly change: (changes: QueryChanges) => void;
}) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const { currentTarget: form } = event;
    if (!(form instanceof HTMLFormElement)) return;
    const text = (name: string) => formText(form, name);
    change({
      actor: text('actor'),
      action: text('action'),
      target: text('target'),
      since: momentOf(text('since')),
      until: momentOf(text('until')),
    });
  };
  return (
    <form class="card audit-form" onSubmit={submit} aria-label="Which entries">
      {(['actor', 'action', 'target'] as const).map((name) => (
        <label key={name}>
          {WORDS[name]}
          <input name={name} defaultValue={filter[name] ?? ''} placeholder={EXAMPLES[name]} spellcheck={false} />
        </label>
      ))}
      <label>
        From
        <input type="datetime-local" name="since" defaultValue={localText(filter.since)} />
      </label>
      <label>
        Before
        <input type="datetime-local" name="until" defaultValue={localText(filter.until)} />
      </label>
      <div class="audit-buttons">
        <button type="submit">Filter</button>
        <button
          type="button"
          class="quiet"
          onClick={() => change(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}
        >
          All
        </button>
      </div>
      <p class="note">Words are matched exactly as they stand in the list.</p>
    </form>
  );
}
