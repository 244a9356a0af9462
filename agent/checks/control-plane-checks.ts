import { finish } from '../../services/host/process.ts';
import { cacheUrlOf, withoutSecrets } from '../../services/host/cache-url.ts';
import { nixEnv } from '../../services/host/nix.ts';
import { skewText, TOLERATED_SKEW_MS } from '../contact/clock-skew.ts';
import type { Adviser } from '../effects/effect-parts.ts';
import { bad, type Check, doubtful, type Finding, good } from './check.ts';

const PATIENCE_MS = 15_000;

/** Whether the control plane answers this machine over a fresh connection, and agrees with it on the time. */
export const controlPlaneCheck = (adviser: Adviser): Check => ({
  name: 'control plane',
  async look() {
    const problem = await adviser.reach(AbortSignal.timeout(PATIENCE_MS));
    if (problem !== null) return bad(problem);
    const desired = await adviser.desiredGeneration();
    const skewMs = adviser.clockSkewMs() ?? 0;
    if (Math.abs(skewMs) > TOLERATED_SKEW_MS)
      return doubtful(`answers, but ${skewText(skewMs)}: set one of them right`);
    return good(
      desired === null
        ? 'answers; it wants nothing of this machine yet (404, as any other server would say: is the URL right?)'
        : `answers; it wants ${desired.hash}`,
    );
  },
});

/** Whether the binary cache that the agent is configured with can be asked. */
export const cacheCheck = (cacheUrl: string | null): Check => ({
  name: 'binary cache',
  look: () => (cacheUrl === null ? Promise.resolve(good('the control plane names it')) : ping(cacheUrlOf(cacheUrl))),
});

async function ping(url: string): Promise<Finding> {
  const shown = withoutSecrets(url);
  const { exitCode, stderr } = await finish({
    argv: ['nix', 'store', 'ping', '--store', url],
    timeoutMs: PATIENCE_MS,
    env: nixEnv(),
  });
  if (exitCode === 0) return good(`${shown} answers`);
  const why = stderr.trim().split('\n').at(-1) ?? '';
  return bad(`${shown} does not answer: ${withoutSecrets(why)}; check --cache-url`);
}
