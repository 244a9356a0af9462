import type { RolloutDetail, RolloutMachine } from '../../../machines/model/rollout.ts';
import { Table } from '../elements/table.tsx';
import { useFirst } from '../elements/use-first.tsx';
import type { Session } from '../session.ts';
import { MachineRow } from './machine-row.tsx';
import { worstFirst } from './verdicts.ts';

const PAGE = 50;

/** The machines of a batch with what became of each: the ones to look at first. */
export function BatchMachines({
  session,
  rollout,
  machines,
  picked,
}: {
  readonly session: Session;
  readonly rollout: RolloutDetail;
  readonly machines: readonly RolloutMachine[];
  /** Stands before all others. */
  readonly picked: string | undefined;
}) {
  const ordered = worstFirst(machines).toSorted((a, b) => Number(isPicked(b, picked)) - Number(isPicked(a, picked)));
  const { shown, more } = useFirst(ordered, PAGE);
  return (
    <>
      <Table heads={['Machine', 'Verdict', 'Wanted', 'Try', 'Told', 'Judged']} class="rollouts-machines">
        {shown.map((machine) => (
          <MachineRow
            key={machine.machine_id}
            session={session}
            rollout={rollout}
            machine={machine}
            isPicked={isPicked(machine, picked)}
          />
        ))}
      </Table>
      {more}
    </>
  );
}

const isPicked = ({ machine_id }: RolloutMachine, picked: string | undefined): boolean => machine_id === picked;
