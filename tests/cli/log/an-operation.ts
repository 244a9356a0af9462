import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { eventsIn, type ReadEvent } from '../../../cli/log/log-tail.ts';
import { OperationLog } from '../../../cli/log/operation-log.ts';
import { createRedaction } from '../../../cli/log/redaction.ts';

/** A folder that is gone after the test. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nixfleet-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An operation whose clock is set by hand, in a folder of its own unless told. */
export function anOperation({
  operation = 'deploy',
  argv = ['deploy'],
  folder = join(aFolder(), 'nixfleet/logs'),
} = {}) {
  let at = Date.parse('2026-01-31T12:00:00Z');
  const warnings: string[] = [];
  const log = new OperationLog({
    ...{ operation, argv, folder, redact: createRedaction([]), now: () => new Date(at) },
    warn: (message) => warnings.push(message),
  });
  onTestFinished(() => void log.end({ exitCode: 1 }));
  return { log, folder, warnings, wait: (ms: number) => void (at += ms), events: () => eventsOf(folder) };
}

/** The events of the only log in a folder. */
export function eventsOf(folder: string): ReadEvent[] {
  const [file, ...others] = readdirSync(folder);
  if (file === undefined || others.length > 0) throw new Error(`there are ${others.length} logs beside ${file}`);
  return eventsIn(readFileSync(join(folder, file), 'utf8'));
}
