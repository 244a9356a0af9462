import type { Machine } from '../machine.ts';

/** One generation of the system: a link that an activation has made. */
export interface SystemGeneration {
  readonly number: number;
  /** Store path of the system. */
  readonly path: string;
  /** When the generation was made (ms since the epoch): the time of the link itself, which a reboot does not touch. */
  readonly madeAt: number;
}

/** The generations of a machine. */
export interface SystemGenerations {
  /** By number, the oldest first. */
  readonly all: readonly SystemGeneration[];
  /** What the profile names: the one that the machine boots; undefined: there is none. */
  readonly current: SystemGeneration | undefined;
  /** Where `/run/current-system` leads, generation or not; undefined: nowhere. */
  readonly running: string | undefined;
}

const PROFILES = '/nix/var/nix/profiles';

/** The generations of the system that a machine can go back to, and which of them it boots. */
export async function observeGenerations(machine: Machine): Promise<SystemGenerations> {
  const names = (await machine.names(PROFILES)) ?? [];
  const found = await Promise.all(names.map((name) => generationAt(machine, name)));
  const all = found.filter((each) => each !== undefined).toSorted((a, b) => a.number - b.number);
  const profile = numberIn((await machine.link(`${PROFILES}/system`)) ?? '');
  return {
    all,
    current: all.find(({ number }) => number === profile),
    running: await machine.link('/run/current-system'),
  };
}

async function generationAt(machine: Machine, name: string): Promise<SystemGeneration | undefined> {
  const number = numberIn(name);
  if (number === undefined) return undefined;
  const link = `${PROFILES}/${name}`;
  // One that a collection of garbage takes while we look is none.
  const [path, madeAt] = [await machine.link(link), await machine.linkMadeAt(link)];
  return path === undefined || madeAt === undefined ? undefined : { number, path, madeAt };
}

function numberIn(link: string): number | undefined {
  const [, digits] = /^(?:.*\/)?system-(\d{1,9})-link$/.exec(link) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
