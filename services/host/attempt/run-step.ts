import { appendFile, open, stat, truncate } from 'node:fs/promises';
import { CommandFailed, failureOf } from '../../../machines/errors.ts';
import { markOf } from '../process-mark.ts';
import { createRoot } from '../root.ts';
import type { AttemptFolder } from './attempt-folder.ts';
import { goesBack } from './claim.ts';
import { runKept } from './kept-groups.ts';
import { lastWordsIn } from './last-words.ts';
import { readStep, type StepFile, type StepName } from './order.ts';
import { stepCommands } from './step-commands.ts';
import { REFUSED, type ServiceEnd, writeEnd } from './step-end.ts';

/** Whether a step begins now, and we are who begins it: once, and not on the way back. */
export async function beginsStep(folder: AttemptFolder, step: StepName): Promise<boolean> {
  if (!(await folder.create(`${step}.begun`, JSON.stringify(await markOf(process.pid))))) return false;
  // Whoever goes back claims first and looks for steps then: one of us sees the other.
  if (!(await goesBack(folder))) return true;
  await writeEnd(folder, step, REFUSED);
  return false;
}

/** Runs a step where no systemd does, and writes down its end in systemd's words. */
export async function runStep(folder: AttemptFolder, step: StepName, signal: AbortSignal): Promise<boolean> {
  const order = await readStep(folder, step);
  if (!(await beginsStep(folder, step))) return false;
  await writeEnd(folder, step, await run(folder, order, signal));
  return true;
}

/** Where operators of v0.1.1 look on a Mac; no longer than this many bytes. */
const MAC_LOG = '/var/log/nixfleet-activate.log';
const MAC_LOG_LIMIT = 4 * 1024 * 1024;

async function run(folder: AttemptFolder, order: StepFile, signal: AbortSignal): Promise<ServiceEnd> {
  const { env, isMachine } = createRoot(order.root);
  const output = await open(folder.file(`${order.step}.log`), 'a', 0o600);
  const until = performance.now() + order.limitMs;
  try {
    for (const argv of stepCommands(order)) {
      const timeoutMs = Math.max(1, until - performance.now());
      const end = await endOf(() =>
        runKept(folder, order.step, { argv, env, timeoutMs }, { output: output.fd, signal }),
      );
      if (typeof end !== 'string') {
        if (end.status !== '0') return end;
        continue;
      }
      await output.write(`${end}\n`);
      return { result: 'exit-code', status: '203', invocation: '' };
    }
    return { result: 'success', status: '0', invocation: '' };
  } finally {
    await output.close();
    if (order.platform === 'darwin' && isMachine) await tellOperators(folder, order.step);
  }
}

/** How a command ended, or why it could not be started. */
async function endOf(begin: () => Promise<{ readonly exitCode: number }>): Promise<ServiceEnd | string> {
  try {
    const { exitCode } = await begin();
    if (exitCode === -1) return { result: 'signal', status: 'KILL', invocation: '' };
    return { result: exitCode === 0 ? 'success' : 'exit-code', status: `${exitCode}`, invocation: '' };
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    if (error.detail['why'] === 'limit') return { result: 'timeout', status: 'TERM', invocation: '' };
    if (error.detail['why'] === 'stopped') return { result: 'signal', status: 'TERM', invocation: '' };
    return error.message;
  }
}

/** That they cannot be told, as on a full disk, must not hide how the step ended: it would be taken back. */
async function tellOperators(folder: AttemptFolder, step: StepName): Promise<void> {
  try {
    const size = (await stat(MAC_LOG).catch(() => undefined))?.size ?? 0;
    if (size > MAC_LOG_LIMIT) await truncate(MAC_LOG);
    await appendFile(MAC_LOG, `${await lastWordsIn(folder.file(`${step}.log`))}\n`);
  } catch (error) {
    process.stderr.write(`nixfleet-keeper: nothing was added to ${MAC_LOG}: ${failureOf(error).message}\n`);
  }
}
