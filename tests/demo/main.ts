import { parseArgs } from 'node:util';
import { hasCommand } from '../support/environment.ts';
import { Fleet } from '../support/fleet.ts';
import { createNarrator } from './narrator.ts';
import { playStory } from './play.ts';

const USAGE = `npm run demo -- [--keep]

  Builds, releases, rolls out and rolls back a fleet of six machines in a temporary folder: the real programs, real Nix.
  --keep   leave the fleet running, and its folder with the logs where it is
`;

const MISSING: Readonly<Record<string, string>> = {
  nix: 'Nix is missing: as root on Debian or Ubuntu run `apt-get install nix-bin`, elsewhere see nixos.org/download.',
  'ssh-keygen': "OpenSSH's client is missing: install openssh-client with your distribution's package manager.",
  git: "git is missing: install it with your distribution's package manager.",
};

// A fleet that is kept would keep us too.
process.exit(await main());

async function main(): Promise<number> {
  const asked = options();
  if (asked === undefined || asked.help) {
    (asked ? process.stdout : process.stderr).write(USAGE);
    return asked ? 0 : 2;
  }
  const missing = Object.keys(MISSING).find((command) => !hasCommand(command));
  if (missing !== undefined) {
    process.stderr.write(`${MISSING[missing]}\n`);
    return 1;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  return playStory(new Fleet('demo', { confirmSeconds: 4 }), createNarrator(process.stdout), {
    keep: asked.keep,
    signal: stop.signal,
  });
}

function options(): { keep: boolean; help: boolean } | undefined {
  try {
    const { values } = parseArgs({ options: { keep: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
    return { keep: values.keep === true, help: values.help === true };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n`);
    return undefined;
  }
}
