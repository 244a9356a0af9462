import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contract } from '../../../services/api/contract/contract.ts';
import { aReport, aServer, KEYS } from '../../support/a-server.ts';
import { checkout } from '../../support/checkout.ts';
import { runToEnd } from '../../support/processes.ts';
import { tempFolder } from '../../support/temp.ts';

/** A program of somebody else: what it does not use wrongly the compiler must take, and the rest not. */
const PROGRAM = `
import { all, createClient, followActor, followFeed, HttpFailed } from 'nixfleet/client';
import type { ActorFrame, MachineStatus, RolloutDetail } from 'nixfleet/client';

const [, , url = '', apiKey = ''] = process.argv;
const client = createClient({ url, apiKey });

const machines: readonly MachineStatus[] = await client.listMachines({ query: { tag: ['web'] } });
for await (const { machine_id } of all(client, 'listMachines', { query: { limit: '1' } })) console.log('machine', machine_id);
const lifecycles: readonly ('pending' | 'provisioning' | 'active' | 'maintenance' | 'decommissioned')[] = machines.map(
  (machine) => machine.lifecycle,
);
console.log('lifecycle', lifecycles.length);

// @ts-expect-error an id must be given
const forgotten = (): Promise<RolloutDetail> => client.getRollout();
// @ts-expect-error there is no such endpoint
const unknown = (): unknown => client.fly();
// @ts-expect-error no machine has it
const misread = (machine: MachineStatus): unknown => machine.wheels;
const steps = (address: string): AsyncIterable<ActorFrame> => followActor({ url, apiKey, address });
console.log(typeof forgotten, typeof unknown, typeof misread, typeof steps);

try {
  await client.getRollout({ params: { id: 'r-none' }, signal: AbortSignal.timeout(60_000) });
} catch (error) {
  if (error instanceof HttpFailed) console.log('status', error.status);
}
const stop = new AbortController();
for await (const frame of followFeed({ url, apiKey, signal: stop.signal, onState: (state) => (console.log(state), stop.abort()) })) {
  if (frame.type === 'row') console.log(frame.row.seq);
}
client.close();
`;

const TSCONFIG = {
  compilerOptions: {
    ...{ target: 'es2023', module: 'nodenext', moduleResolution: 'nodenext', types: ['node'], outDir: 'out' },
    ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
  },
  files: ['program.ts'],
};

/** A project that depends on the package as it is installed, and has no more of ours than that. */
function aProject(): string {
  const folder = tempFolder();
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  symlinkSync(checkout, join(folder, 'node_modules/nixfleet'));
  for (const name of ['@types/node', 'undici-types']) {
    symlinkSync(join(checkout, 'node_modules', name), join(folder, 'node_modules', name));
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  writeFileSync(join(folder, 'program.ts'), PROGRAM);
  return folder;
}

describe('nixfleet/client', () => {
  test('is taken by the compiler of somebody else, runs, and loads no TypeBox', async () => {
    const folder = aProject();
    const compiler = join(checkout, 'node_modules/typescript/bin/tsc');
    const { PATH } = process.env;
    const compiled = await runToEnd({ argv: [process.execPath, compiler, '-p', folder], env: { PATH }, cwd: folder });
    expect(compiled).toMatchObject({ exitCode: 0, said: '' });

    const plane = await aServer();
    for (const id of ['web-01', 'web-02']) {
      await plane.ask('POST', `/api/v1/machines/${id}/report`, { json: aReport({ tags: ['web'] }) });
    }
    const argv = [process.execPath, 'out/program.js', plane.url, KEYS.readonly] as const;
    const ran = await runToEnd({ argv: [...argv], env: { PATH, NODE_DEBUG: 'esm' }, cwd: folder });
    const [said, loaded] = [ran.stdout.trim().split('\n'), ran.said];
    expect([ran.exitCode, said]).toEqual([
      0,
      [
        'machine web-01',
        'machine web-02',
        'lifecycle 2',
        'function function function function',
        'status 404',
        'connected',
      ],
    ]);
    expect(loaded).toContain('services/api/published.js');
    expect(loaded).not.toMatch(/node_modules\/(typebox|fastify|kysely)/);
  });

  test('can be imported under its own name within the package', async () => {
    const name = 'nixfleet/client';
    expect(Object.keys((await import(name)) as object).toSorted()).toEqual(
      [
        ...['BadConfig', 'FleetError', 'HttpFailed', 'Unreachable'],
        ...['all', 'createClient', 'followActor', 'followFeed'],
      ].toSorted(),
    );
  });

  test('tells an editor what each method does', () => {
    const declarations = readFileSync(join(checkout, 'dist/services/api/client-methods.d.ts'), 'utf8');
    for (const [name, { summary }] of Object.entries(contract)) {
      expect(declarations).toContain(`/** ${summary} (`);
      expect(declarations).toContain(`    ${name}(...call`);
    }
  });
});
