import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../support/checkout.ts';

/** A closure as a configuration would make it: units, health checks, and what its switch does besides. */
export interface SystemPlan {
  readonly name: string;
  /** Units by their names; all of them are started. */
  readonly units: Readonly<Record<string, string>>;
  /**
   * Shell scripts: when the boot `loader` is written, `before` anything else changes, when what changes has `stopped`, `after` all
   * has started. One that fails ends the switch with its exit code.
   */
  readonly hooks?: Partial<Record<'loader' | 'before' | 'stopped' | 'after', string>>;
  readonly healthChecks?: object;
}

/** Where the scripts are that stand for NixOS's own. */
export const NIXOS = join(checkout, 'tests/systemd/nixos');

/** Keeps a machine in verifying for as long as it is there. */
export const ILLNESS = '/run/ill';
/** The paths on which a machine was asked how it is. */
export const PROBED = '/run/probed';

const QUESTION = `readlink /run/current-system >> ${PROBED}; test ! -e ${ILLNESS}`;
const CHECKS = { command: [{ name: 'is-well', command: QUESTION, timeout: 5, interval: 1 }] };

/** Writes the closure's folder, ready to be added to a store. */
export function writeSystem(folder: string, { units, hooks = {}, healthChecks = CHECKS }: SystemPlan): void {
  for (const part of ['bin', 'units', 'hooks', 'etc/nixfleet']) mkdirSync(join(folder, part), { recursive: true });
  const program = join(folder, 'bin/switch-to-configuration');
  copyFileSync(join(NIXOS, 'switch-to-configuration'), program);
  chmodSync(program, 0o755);
  for (const [name, text] of Object.entries(units)) writeFileSync(join(folder, 'units', name), text);
  for (const [name, text] of Object.entries(hooks))
    writeFileSync(join(folder, 'hooks', name), `#!/bin/bash\n${text}\n`, { mode: 0o755 });
  writeFileSync(join(folder, 'etc/nixfleet/health-checks.json'), JSON.stringify(healthChecks));
}

/** A unit that runs a command once, and has failed when the command has. */
export const aTask = (command: string): string => `[Service]
Type=oneshot
RemainAfterExit=true
ExecStart=${command}
`;
