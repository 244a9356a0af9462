import { readdirSync, readFileSync } from 'node:fs';

/** The command lines of running processes in which each of these words is. Linux only. */
export const runningCommands = (...words: string[]): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(commandLine)
    .filter((line) => words.every((word) => line.includes(word)));

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // It ended while we looked.
    return '';
  }
}
