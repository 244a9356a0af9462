import { hasCode } from '../../services/host/error-code.ts';

/** Sends a signal to a process that may be gone already. */
export function signalled(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/** Kills a process that may be gone already. */
export const killed = (pid: number): void => signalled(pid, 'SIGKILL');
