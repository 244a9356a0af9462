import { useState } from 'preact/hooks';
import type { MachineDetail } from '../../../machines/model/machine-detail.ts';
import { Empty } from '../elements/empty.tsx';
import { Loading } from '../elements/loading.tsx';
import { Problem } from '../elements/problem.tsx';
import { useEvery } from '../elements/use-every.ts';
import type { Session } from '../session.ts';
import { AttemptLines } from './attempt-lines.tsx';
import { attemptsIn } from './attempts.ts';
import { useNewestFirst } from './use-newest-first.ts';
import { useWhenChanged } from './use-when-changed.ts';

/** In these states the agent's commands print. */
const BUSY: readonly string[] = ['fetching', 'applying', 'verifying', 'rolling_back'];
const BUSY_MS = 2000;
const RESTING_MS = 20_000;

/** What the commands of the agent printed in its last attempt, and in those before it. */
export function LastActivation({ session, machine }: { readonly session: Session; readonly machine: MachineDetail }) {
  const { machine_id: id, agent_state: state } = machine;
  const logs = useNewestFirst((call: LogCall | undefined) =>
    session.client.page('machineLogs', call ?? { params: { id }, query: { limit: '500' } }),
  );
  const [chosen, setChosen] = useState<string>();
  const isBusy = state !== null && BUSY.includes(state);
  useEvery(isBusy ? BUSY_MS : RESTING_MS, logs.refresh);
  useWhenChanged(state ?? 'none', logs.refresh);
  useWhenChanged(machine.current_generation, logs.refresh);
  const attempts = attemptsIn(logs.items ?? [], logs.hasOlder);
  const shown = attempts.find(({ name }) => name === chosen) ?? attempts[0];
  return (
    <section class="card">
      <h2>Last activation</h2>
      {logs.error !== undefined && <Problem error={logs.error} again={logs.refresh} />}
      {logs.items === undefined && logs.error === undefined && <Loading what="the log" />}
      {logs.items?.length === 0 && (
        <Empty title="There are no log lines.">
          <p>
            They come over the link of an agent while it fetches and activates, and are kept for 7 days. An agent that
            only polls sends none.
          </p>
        </Empty>
      )}
      {shown !== undefined && (
        <>
          <div class="machines-attempts">
            {(attempts.length > 1 || logs.hasOlder) && (
              <label>
                Attempt{' '}
                <select value={shown.name} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
                  {attempts.map(({ name, lastAt }, place) => (
                    <option key={name} value={name}>
                      {new Date(lastAt).toLocaleString()}
                      {place === 0 ? ' (the last)' : ''}
                    </option>
                  ))}
                </select>
              </label>
            )}
            {logs.hasOlder && (
              <button type="button" onClick={logs.older} disabled={logs.isLoading}>
                {logs.isLoading ? 'Loading…' : 'Older lines'}
              </button>
            )}
            {isBusy && shown === attempts[0] && (
              <span class="note" role="status">
                Its agent is {state.replaceAll('_', ' ')}: new lines appear by themselves.
              </span>
            )}
          </div>
          <AttemptLines key={shown.name} attempt={shown} />
        </>
      )}
    </section>
  );
}

type LogCall = Parameters<Session['client']['machineLogs']>[0];
