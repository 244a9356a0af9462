import { type FleetEmission, happened, tell } from '../emissions.ts';
import type { Verdict } from '../model/rollout.ts';
import type { Part } from './part.ts';
import type { Ending } from './tally.ts';

/** What is said of a machine's part: which one, and of whom. */
export type Said = Pick<Part, 'rollout' | 'batch' | 'attempt'> & { readonly machineId: string };

/** A machine was told by a batch what to run. */
export const told = ({ machineId, rollout, batch, attempt, wanted, previous }: Part & Said): FleetEmission[] => [
  { type: 'assigned', rolloutId: rollout, machineId, attempt, previous },
  happened({
    name: 'machine_told',
    rolloutId: rollout,
    machineId,
    message: `${machineId} is told to run ${wanted}`,
    detail: { batch_index: batch, machine_id: machineId, path: wanted },
  }),
];

/** A machine is healthy, and has to stay so for a while. */
export const soaking = (said: Said & Pick<Part, 'soakMs'>): FleetEmission[] => [
  judged(said, 'soaking', null),
  happened({
    name: 'machine_soaking',
    rolloutId: said.rollout,
    machineId: said.machineId,
    message: `${said.machineId} is healthy, and has to stay so for ${said.soakMs / 1000} s`,
    detail: { batch_index: said.batch, machine_id: said.machineId, soak_seconds: said.soakMs / 1000 },
  }),
  tell(`batch:${said.rollout}:${said.batch}`, { type: 'machine.soaking', attempt: said.attempt }),
];

/** A clock that was set back has its soak time begin once more; its batch has counted it already. */
export const soakingAnew = (said: Said): FleetEmission[] => [judged(said, 'soaking', null)];

/** A machine was told to go back to what it ran. */
export const goingBack = (said: Said & Pick<Part, 'wanted'>): FleetEmission[] => [
  judged(said, 'reverting', null),
  happened({
    name: 'machine_reverting',
    rolloutId: said.rollout,
    machineId: said.machineId,
    message: `${said.machineId} is told to go back to ${said.wanted}`,
    detail: { machine_id: said.machineId, path: said.wanted },
  }),
];

/** All that follows when a part ends: the verdict's row, an event, and mail to who waits for it. */
export function settlement(
  said: Said & Partial<Pick<Part, 'soaksSince'>>,
  outcome: Ending,
  reason: string | null,
): FleetEmission[] {
  const { machineId, rollout, batch, attempt, soaksSince = null } = said;
  const verdict = verdictWord(batch, outcome);
  const isBack = batch === 'revert';
  return [
    { ...judged(said, verdict, reason), isBack },
    happened({
      name: isBack ? 'machine_reverted' : 'machine_settled',
      rolloutId: rollout,
      machineId,
      message: sentence(machineId, verdict, reason),
      detail: { batch_index: batch, machine_id: machineId, verdict, reason },
    }),
    isBack
      ? tell(`rollout:${rollout}`, { type: 'machine.reverted', outcome })
      : tell(`batch:${rollout}:${batch}`, {
          type: 'machine.settled',
          outcome,
          attempt,
          machineId,
          hasSoaked: soaksSince !== null,
        }),
  ];
}

/** A machine's actor cannot take its mail (`from` is its address), so that its part ends without it. */
export function unreachable(part: Pick<Part, 'rollout' | 'batch' | 'attempt'>, from: string): FleetEmission[] {
  const said = { ...part, machineId: from.slice(from.indexOf(':') + 1) };
  const reason = 'the control plane cannot use what it has stored of the machine';
  return settlement(said, 'unhealthy', reason).filter(({ type }) => type !== 'tell');
}

const judged = ({ rollout, machineId, attempt }: Said, verdict: Verdict, reason: string | null) =>
  ({ type: 'judged', rolloutId: rollout, machineId, attempt, verdict, reason, isBack: false }) as const;

function verdictWord(batch: Part['batch'], outcome: Ending): Verdict {
  if (batch !== 'revert' || outcome === 'superseded' || outcome === 'skipped') return outcome;
  return outcome === 'unhealthy' ? 'revert_failed' : 'reverted';
}

const WORDS: Readonly<Record<Verdict, string>> = {
  pending: 'is waited for',
  soaking: 'has to stay healthy',
  healthy: 'is healthy',
  unhealthy: 'is not healthy',
  skipped: 'was skipped',
  reverting: 'goes back',
  reverted: 'is back on what it ran before',
  revert_failed: 'could not go back',
  superseded: 'was left to somebody else',
};

const sentence = (machineId: string, verdict: Verdict, reason: string | null): string =>
  reason === null ? `${machineId} ${WORDS[verdict]}` : `${machineId} ${WORDS[verdict]}: ${reason}`;
