import { createClient } from '../../../services/api/client.ts';
import { Program } from '../program.ts';

/** Ids that a shell would obey if they were inserted as they are, by what has to be typed of them. */
export const HOSTILE = {
  odd1: 'odd1$(touch pwned)',
  odd2: 'odd2`touch pwned`',
  odd3: 'odd3;touch pwned',
  odd4: `odd4'it"s`,
  odd5: 'odd5 sp ace',
  odd6: 'odd6:b=c',
  odd7: 'odd7*?[a]',
  odd8: 'odd8\\back',
  odd9: 'odd9{a,b}~#!x&|<>',
} as const;

/** Ids that are not offered: on a terminal, or to our own parser, they are not what they seem. */
export const UNFIT = ['--json', 'unfit\u001b[31m', 'unfit\u202eexe'];

/** Lines that every shell completes, and what they are then. */
export const LINES = [
  ['nixfleet rel', 'nixfleet release '],
  ['nixfleet release cr', 'nixfleet release create '],
  ['nixfleet deploy --strat', 'nixfleet deploy --strategy '],
  ['nixfleet --json machines show db', 'nixfleet --json machines show db-01 '],
  ['nixfleet machines set-lifecycle db-01 maint', 'nixfleet machines set-lifecycle db-01 maintenance '],
  ['nixfleet host add --role=ser', 'nixfleet host add --role=server '],
  ['nixfleet host add --role ki', 'nixfleet host add --role kiosk '],
  ['nixfleet deploy --tags web,d', 'nixfleet deploy --tags web,db '],
  ['nixfleet deploy --tags=web,d', 'nixfleet deploy --tags=web,db '],
  ['nixfleet deploy --hosts ol', 'nixfleet deploy --hosts old-01 '],
  ['nixfleet completions fi', 'nixfleet completions fish '],
  ['nixfleet machines show nowhere', 'nixfleet machines show nowhere'],
  ['nixfleet machines show unfit', 'nixfleet machines show unfit'],
  ['nixfleet deploy --config confi', 'nixfleet deploy --config config.toml '],
  ['nixfleet deploy --config=confi', 'nixfleet deploy --config=config.toml '],
] as const;

/** A machine with much else to do may miss the half second that names may take; five seconds later it is asked again. */
export const SLOWLY = { timeout: 30_000, interval: 500 };

/** A control plane with machines and releases to complete. */
export interface FleetToComplete {
  readonly env: Readonly<Record<string, string>>;
  /** The older and the newer one. */
  readonly releases: readonly [string, string];
  stop(): Promise<void>;
}

/** Starts it; who can read the environment is its admin. */
export async function fleetToComplete(): Promise<FleetToComplete> {
  const program = new Program();
  try {
    await program.startControlPlane();
    return await filled(program);
  } catch (error) {
    await program.stop();
    throw error;
  }
}

async function filled(program: Program): Promise<FleetToComplete> {
  const { url } = program;
  const apiKey = (await program.run('bootstrap')).stdout.trim();
  const client = createClient({ url, apiKey });
  const register = (id: string, ...tags: string[]) =>
    client.registerMachine({ params: { id }, body: { lifecycle: 'active', tags } });
  await register('web-01', 'web', 'eu');
  await register('web-02', 'web');
  await register('db-01', 'db');
  for (const id of [...Object.values(HOSTILE), ...UNFIT]) await register(id);
  const older = await client.createRelease({ body: { entries: ['web-01', 'old-01'].map(entry) } });
  const newer = await client.createRelease({ body: { entries: ['web-01', 'db-01'].map(entry) } });
  return {
    env: { NIXFLEET_CONTROL_PLANE_URL: url, NIXFLEET_API_KEY: apiKey },
    releases: [older.id, newer.id],
    async stop() {
      client.close();
      await program.stop();
    },
  };
}

const entry = (hostname: string) => ({
  hostname,
  store_path: `/nix/store/${'a'.repeat(32)}-${hostname}`,
  platform: 'x86_64-linux',
  tags: [],
});
