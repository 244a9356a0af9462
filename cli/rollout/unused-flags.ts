import { BUILD_FLAGS } from '../release/build-flags.ts';
import { FLAKE_FLAGS } from '../release/release-order.ts';
import { ROLLOUT_FLAGS } from './rollout-settings.ts';

/** The flags of a line that says how to deploy, as far as they decide over each other. */
export interface DeployLine {
  readonly ssh: boolean;
  readonly release: string | undefined;
  readonly flake: string;
}

const NOT_OVER_SSH = [...Object.keys(ROLLOUT_FLAGS), 'cache-url', 'allow-partial', 'allow-dirty'];
const NOT_FOR_A_RELEASE = ['allow-partial', 'allow-dirty', ...Object.keys(BUILD_FLAGS)];

/** Flags that are given for nothing: whoever gives them expects something else than what will be done. */
export function unusedFlags(flags: DeployLine): string[] {
  const { ssh, release, flake } = flags;
  if (ssh) return told(givenAmong(flags, NOT_OVER_SSH), '--ssh, which goes to all hosts, --parallel at a time');
  if (release === undefined) return [];
  // The default may have been given, too: then it is what nobody misses.
  const other = flake === FLAKE_FLAGS.flake.default ? [] : ['--flake'];
  return told([...other, ...givenAmong(flags, NOT_FOR_A_RELEASE)], '--release, of which nothing is built here');
}

/** Not for flags with a default. */
const givenAmong = (flags: object, names: readonly string[]): string[] =>
  Object.entries(flags)
    .filter(([name, value]) => names.includes(name) && value !== undefined && value !== false)
    .map(([name]) => `--${name}`);

const told = (unused: readonly string[], by: string): string[] =>
  unused.length === 0 ? [] : [`${unused.join(', ')}: not used with ${by}`];
