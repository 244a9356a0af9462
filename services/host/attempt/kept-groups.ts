import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Value } from 'typebox/value';
import { birthNow } from '../process-birth.ts';
import { endGroup, isRunning, markOf, ProcessMark } from '../process-mark.ts';
import { type Command, type Finished, finish, type RunOptions } from '../process.ts';
import type { AttemptFolder } from './attempt-folder.ts';

const SUFFIX = '.group';

/**
 * Runs a command and writes down the group of its process as soon as there is one: whoever comes after us, should we be killed,
 * can end it.
 */
export async function runKept(
  folder: AttemptFolder,
  name: string,
  command: Command,
  options: RunOptions,
): Promise<Finished> {
  const file = folder.file(`${name}${SUFFIX}`);
  let marked: Promise<void> | undefined;
  try {
    return await finish(command, {
      ...options,
      onStart(pid) {
        const birth = birthNow(pid);
        writeFileSync(file, JSON.stringify({ pid, birth }), { mode: 0o600 });
        if (birth === '') marked = markLater(folder, `${name}${SUFFIX}`, pid);
      },
    });
  } finally {
    await marked;
    await rm(file, { force: true });
  }
}

/** Ends what keepers that were killed have left running. */
export async function endKeptGroups(folder: AttemptFolder, graceMs: number): Promise<void> {
  for (const name of (await folder.names()).filter((each) => each.endsWith(SUFFIX))) {
    const mark = await readMark(folder, name);
    if (mark !== undefined) await endGroup(mark, graceMs);
    await rm(folder.file(name), { force: true });
  }
}

/** The mark of a process that is written in a file; undefined when there is none, or when the file was cut off. */
export async function readMark(folder: AttemptFolder, name: string): Promise<ProcessMark | undefined> {
  const text = await folder.read(name);
  try {
    const mark: unknown = JSON.parse(text ?? 'null');
    return Value.Check(ProcessMark, mark) ? mark : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether the process runs that a file names. */
export async function isMarkRunning(folder: AttemptFolder, name: string): Promise<boolean> {
  const mark = await readMark(folder, name);
  return mark !== undefined && isRunning(mark);
}

async function markLater(folder: AttemptFolder, name: string, pid: number): Promise<void> {
  const mark = await markOf(pid);
  if (mark.birth !== '') await folder.write(name, JSON.stringify(mark));
}
