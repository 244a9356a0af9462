import type { RolloutMachine } from '../../../machines/model/rollout.ts';
import { markWords } from './mark-words.ts';
import { verdictLook } from './verdicts.ts';

/** A machine in its batch's lane: a sign for its verdict, its words where it is pointed at, its row when it is picked. */
export function MarkButton({
  machine,
  place,
  isTabStop,
  point,
  pick,
}: {
  readonly machine: RolloutMachine;
  readonly place: { readonly left: string; readonly bottom: string };
  readonly isTabStop: boolean;
  /** It is looked at; with its id when it has the focus. */
  readonly point: (focused: string | undefined) => void;
  readonly pick: (machineId: string) => void;
}) {
  const { sign, tone } = verdictLook(machine.verdict);
  const words = markWords(machine);
  return (
    <button
      type="button"
      class={`rollouts-mark ${tone}`}
      style={place}
      tabIndex={isTabStop ? 0 : -1}
      aria-label={words}
      title={words}
      data-machine={machine.machine_id}
      onMouseEnter={() => point(undefined)}
      onFocus={() => point(machine.machine_id)}
      onClick={() => pick(machine.machine_id)}
    >
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}
