import { span } from '../../../machines/policy/span.ts';
import { shortPath } from '../elements/short-path.ts';
import { SIGNS } from '../elements/tone.ts';
import { fragmentOf } from '../route.ts';
import type { FleetEntry } from './fleet-entry.ts';
import { activityWord, type FacetWord, healthWord, noteWords, presenceWord, wordOf } from './fleet-words.ts';
import { freshClass } from './fresh-class.ts';

/** What the columns are called, in their order. */
export const COLUMNS = [
  'Machine',
  'Deployment',
  'Activity',
  'Presence',
  'Health',
  'Notes',
  'Generation',
  'Tags',
  'Lifecycle',
] as const;

/** A machine as a row of the grid. */
export function FleetRow(props: {
  readonly entry: FleetEntry;
  readonly id: string;
  /** In the grid, from 1, the heads counted. */
  readonly index: number;
  readonly top: number;
  readonly isActive: boolean;
  readonly now: number;
  readonly open: () => void;
  readonly choose: () => void;
}) {
  const { entry, id, index, top, isActive, now, open, choose } = props;
  const { machine } = entry;
  const { machine_id: machineId, tags, agent_state: activity, agent_state_since: since } = machine;
  const notes = noteWords(entry, now);
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index}
      aria-selected={isActive}
      class={`fleet-row ${isActive ? 'active' : ''} ${freshClass(entry, now)}`}
      style={{ transform: `translateY(${top}px)` }}
      onPointerDown={choose}
    >
      <span role="gridcell" class="fleet-id">
        <a
          href={fragmentOf({ page: 'machine', id: machineId })}
          tabIndex={-1}
          title={machineId}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            open();
          }}
        >
          <bdi>{machineId}</bdi>
        </a>
      </span>
      <StateCell word={wordOf('deployment', machine.deployment)} />
      <StateCell
        word={activityWord(machine)}
        beside={activity === null || since === null ? '' : span(now - Date.parse(since))}
      />
      <StateCell word={presenceWord(entry, now)} />
      <StateCell word={healthWord(machine)} />
      <span role="gridcell" class="fleet-notes" title={notes.join(', ')}>
        {notes.join(', ')}
      </span>
      <GenerationCell current={machine.current_generation} desired={machine.desired_generation} />
      <span role="gridcell" class="fleet-tags" title={tags.join(', ')}>
        {tags.map((tag) => (
          <bdi key={tag} class="fleet-tag">
            {tag}
          </bdi>
        ))}
      </span>
      <span role="gridcell" class="fleet-lifecycle">
        {machine.lifecycle}
      </span>
    </div>
  );
}

function StateCell({ word: { word, tone }, beside = '' }: { readonly word: FacetWord; readonly beside?: string }) {
  return (
    <span role="gridcell" class={`fleet-state ${tone}`} title={`${word} ${beside}`.trimEnd()}>
      <span class="fleet-sign" aria-hidden="true">
        {word === '–' ? '' : SIGNS[tone]}
      </span>
      <span class="fleet-word">{word}</span>
      {beside !== '' && <span class="soft"> {beside}</span>}
    </span>
  );
}

function GenerationCell({ current, desired }: { readonly current: string; readonly desired: string | null }) {
  if (current === '' && desired === null) return <span role="gridcell" class="fleet-generation soft" />;
  const runs = shortPath(current);
  if (desired === null || desired === current)
    return (
      <span role="gridcell" class="fleet-generation" title={current}>
        <code>{runs.hash}</code> <bdi class="soft">{runs.name}</bdi>
      </span>
    );
  const wants = shortPath(desired);
  return (
    <span
      role="gridcell"
      class="fleet-generation differs"
      title={`runs ${current === '' ? 'nothing that it told' : current}\nwants ${desired}`}
    >
      <span class="soft">runs </span>
      <bdi>
        <code>{runs.hash || runs.name || '–'}</code>
      </bdi>
      <span class="soft"> → wants </span>
      <bdi>
        <code>{wants.hash || wants.name}</code>
      </bdi>
    </span>
  );
}
