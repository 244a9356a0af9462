import { activationVerdict } from '../../machines/policy/agent-attempt.ts';
import type { SwitchEnded } from '../../services/host/ssh/keeper-answer.ts';

/** Exits of a way back after which a machine is back: failed units and snippets are not what keeps it. */
export const BACK: ReadonlySet<number> = new Set([0, 2, 4]);

/** Why a switch has not brought what it should; null when it has. */
export function activationProblem(ended: SwitchEnded, path: string): string | null {
  // A system says so itself by moving the link; one that does not, and says that all went well, is believed.
  const running = ended.exitCode === 0 ? path : ended.running;
  const verdict = activationVerdict({ now: 0, ...ended, running }, path);
  switch (verdict.is) {
    case 'activated':
      return null;
    case 'reboot_required':
      return 'only a reboot can bring it: make it the boot default there (nix-env --set, switch-to-configuration boot), and reboot';
    case 'locked_out':
      return 'somebody else is switching the machine: try again when that is over';
    case 'failed':
      return verdict.reason;
  }
}
