import type { Whereabouts } from '../support/agent-machine.ts';
import type { Fate } from './fates.ts';
import type { Wish } from './wanting-plane.ts';

/** What is found when an agent was left in peace for a while. */
export interface Findings {
  readonly wish: Wish;
  readonly fate: Fate;
  /** What ran when that was not yet wanted. */
  readonly before: string;
  readonly awaitsReboot: boolean;
  /** The machine has restarted meanwhile: what comes up by itself does not hang or fail any more. */
  readonly wasRebooted: boolean;
  readonly outcomes: readonly string[];
  readonly whereabouts: Whereabouts;
  readonly openAttempts: number;
  readonly isIll: boolean;
}

/** What an agent promises and has not kept, in words. */
export function brokenPromises(findings: Findings): readonly string[] {
  const { wish, before, awaitsReboot, outcomes, whereabouts, openAttempts, isIll } = findings;
  const { running, profile, bootDefault } = whereabouts;
  const next = awaitsReboot ? wish.hash : running;
  const expected = expectedOutcomes(findings);
  const found = { outcomes, running, profile, bootDefault };
  const isWrong: readonly (readonly [boolean, string])[] = [
    [running !== wish.hash && running !== before, 'it runs neither what is wanted nor what ran before'],
    [running !== before && awaitsReboot, 'it runs something else although it awaits a reboot'],
    [profile !== next || bootDefault !== next, 'profile and boot default are not what they should be'],
    [!expected.test(outcomes.join(', ')), `the outcomes should be ${expected.source}`],
    [!isWhereItShould(findings), `an attempt with a ${findings.fate.name} system does not end there`],
    [openAttempts !== (awaitsReboot ? 1 : 0), `${openAttempts} attempts are open`],
    [isIll, 'it is ill'],
  ];
  return isWrong.filter(([is]) => is).map(([, what]) => `${what}; found ${JSON.stringify(found)}`);
}

/** One for an attempt, and one more after the reboot that it asked for; a dead man who cannot be armed is a reason not to begin. */
function expectedOutcomes({ wish, whereabouts, awaitsReboot, outcomes }: Findings): RegExp {
  if (awaitsReboot) return /^reboot_required$/;
  if (outcomes[0] === 'reboot_required')
    return whereabouts.running === wish.hash ? /^reboot_required, done$/ : /^reboot_required, rolled_back$/;
  return whereabouts.running === wish.hash ? /^done$/ : /^(rolled_back|apply_failed)$/;
}

/** Who is killed often enough may be too late to confirm: also a good system may be left. */
function isWhereItShould({ fate, wish, whereabouts, awaitsReboot, wasRebooted }: Findings): boolean {
  const isThere = whereabouts.running === wish.hash;
  if (awaitsReboot) return fate.ends === 'after a reboot';
  if (fate.ends === 'back') return !isThere || (wasRebooted && fate.name !== 'ill');
  return true;
}
