import { join } from 'node:path';
import { checkout } from '../support/checkout.ts';
import { fleetEnvironment } from '../support/environment.ts';
import { type Ended, type Launch, runToEnd } from '../support/processes.ts';

/** The scripts of the flake's apps. */
export const APPS = join(checkout, 'nix/apps');

/** How an app is started outside Nix, with a home below `folder`. */
export function appLaunch(folder: string, [app, ...words]: readonly [string, ...string[]]): Launch {
  return { argv: ['bash', join(APPS, `${app}.sh`), ...words], env: appEnvironment(folder), cwd: folder };
}

/** Runs an app to its end. */
export const runApp = (folder: string, words: readonly [string, ...string[]]): Promise<Ended> =>
  runToEnd(appLaunch(folder, words));

/** Real Nix that builds without a sandbox, which has no shell here. */
export function appEnvironment(folder: string): NodeJS.ProcessEnv {
  const env = fleetEnvironment(folder);
  return { ...env, TMPDIR: folder, NIX_CONFIG: `${env['NIX_CONFIG']}\nsandbox = false` };
}
