import { copyCommand } from '../host/nix-build.ts';
import { finish } from '../host/process.ts';
import { NixLog } from './nix-log.ts';
import type { StepOptions } from './realise.ts';

/** Copies paths to a cache in one go; the reason if that failed. */
export async function push(paths: readonly string[], url: string, options: StepOptions): Promise<string | undefined> {
  const log = new NixLog(options.onWork);
  const { exitCode } = await finish(copyCommand(paths, url), {
    signal: options.signal,
    onLine: (_, line) => log.add(line),
  });
  if (exitCode === 0) return undefined;
  return `cannot push to ${url}: ${log.errors.at(-1) ?? `nix copy ended with exit code ${exitCode}`}`;
}
