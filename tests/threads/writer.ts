import { startLocalEngine } from '../../services/actors/local-engine.ts';

/*
 * A process to be killed: writes releases as fast as it is answered, and prints the id of each one after the answer.
 */

const [, , dbPath = ''] = process.argv;
const engine = await startLocalEngine({ dbPath, log: (_, message) => process.stderr.write(`${message}\n`) });
const entry = { hostname: 'web-01', store_path: '/nix/store/a', platform: 'x86_64-linux', tags: [] };

async function write(): Promise<never> {
  for (;;) {
    const { id } = await engine.request('createRelease', { release: { entries: [entry] }, actor: 'writer' });
    process.stdout.write(`${id}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, write));
