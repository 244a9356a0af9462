import { printable } from '../../services/host/printable.ts';
import type { Progress } from '../output/progress.ts';
import type { Session } from '../session.ts';
import type { SwitchEnd } from './switch-order.ts';

/** The last lines of what an activation said, where somebody looks for the reason. */
const TOLD_LINES = 8;

/** Says what is done with a host, a line each. */
export const teller =
  (host: string, progress: Pick<Progress, 'line'>, { operation }: Pick<Session, 'operation'>) =>
  (what: string): void => {
    progress.line(`${host}: ${printable(what)}`);
    operation.note(what, { host });
  };

/** How it ended, and what was said when it did not end well. */
export function tellEnd({ result, says, said }: SwitchEnd, tell: (what: string) => void): void {
  tell(result === 'went_back' ? `went back: ${says}` : says);
  if (result === 'deployed' || said === '') return;
  for (const line of said.split('\n').slice(-TOLD_LINES)) tell(`  ${printable(line)}`);
}
