import { spawnSync } from 'node:child_process';
import { root } from './step.mjs';

/** Why nothing can be asked of npm's registry, as a sentence; undefined when it answers. */
export function npmProblem() {
  const once = ['--fetch-retries=0', '--fetch-timeout=10000', '--prefer-online'];
  const { status } = spawnSync('npm', ['view', 'xstate', 'version', ...once], { cwd: root, stdio: 'ignore' });
  return status === 0 ? undefined : "npm's registry does not answer (`npm view xstate version` shows why).";
}
