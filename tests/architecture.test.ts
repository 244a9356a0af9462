import { describe, expect, test } from 'vitest';
import { importCycles } from './house/cycles.ts';
import { type Owner, strayPackages } from './house/owners.ts';
import { impurities } from './house/purity.ts';
import { type Diet, loadedAgainstDiet } from './house/reach.ts';
import { type Room, wrongImports } from './house/rooms.ts';
import { barrels, longFiles, namelessFiles } from './house/shape.ts';
import { sourcesAmong, trackedFiles } from './house/source-file.ts';
import { type Banned, bannedWords } from './house/words.ts';

const PURE = ['xstate', 'typebox'];
const BASE = ['machines/errors.ts', 'machines/effect.ts', 'machines/ports.ts', 'machines/model'];
const EMISSIONS = ['machines/emissions.ts', 'machines/agent-emissions.ts'];
const MACHINES = ['machines', 'machines/policy', ...EMISSIONS, ...BASE];
const EFFECTS = ['store', 'api', 'host', 'build', 'draw', 'compliance'].map((name) => `services/${name}`);
const ACTORS = ['services/actors', 'services/actors/thread'];
const BELOW_PROGRAMS = [...EFFECTS, ...ACTORS, ...MACHINES];
/** Parts of the control plane; its log is for all of them. */
const parts = (...names: readonly string[]) => names.map((name) => `services/server/${name}`);
const SERVER = parts('log.ts', 'http', 'auth', 'commands', 'metrics', 'sockets', 'routes');

/** The floors of the house, from the ground up. Change it only together with the reason why. */
const ROOMS: readonly Room[] = [
  { path: 'machines/errors.ts', mayImport: [], packages: [] },
  { path: 'machines/effect.ts', mayImport: ['machines/errors.ts'], packages: PURE },
  { path: 'machines/model', mayImport: ['machines/errors.ts'], packages: PURE },
  {
    path: 'machines/ports.ts',
    mayImport: ['machines/errors.ts', 'machines/effect.ts', 'machines/model'],
    packages: PURE,
  },
  { path: 'machines/emissions.ts', mayImport: ['machines/model'], packages: [] },
  { path: 'machines/agent-emissions.ts', mayImport: ['machines/model'], packages: [] },
  { path: 'machines/policy', mayImport: [...EMISSIONS, ...BASE], packages: PURE },
  { path: 'machines', mayImport: MACHINES, packages: PURE },
  { path: 'services/store', mayImport: MACHINES },
  { path: 'services/api', mayImport: MACHINES },
  { path: 'services/host', mayImport: MACHINES },
  // The data that the Nix side reads as well.
  { path: 'nix/compliance/catalogue', mayImport: [], packages: [] },
  {
    path: 'services/compliance',
    mayImport: ['nix/compliance/catalogue', 'machines/policy', ...BASE],
    packages: ['canonicalize', 'typebox', 'node:crypto'],
  },
  { path: 'services/draw', mayImport: MACHINES, packages: ['xstate', 'elkjs'] },
  { path: 'services/build', mayImport: ['services/host', ...MACHINES] },
  { path: 'services/actors', mayImport: ['services/store', ...MACHINES] },
  // AGPL: MIT rooms may not lean on it, so nobody but the control plane imports the thread.
  { path: 'services/actors/thread', mayImport: ['services/actors', 'services/store', ...MACHINES] },
  { path: 'services/board', mayImport: ['services/api', 'services/draw', ...MACHINES], packages: ['preact'] },
  { path: 'services/server/log.ts', mayImport: [] },
  ...parts('http', 'auth', 'commands').map((path) => ({ path, mayImport: [...parts('log.ts'), ...BELOW_PROGRAMS] })),
  ...parts('metrics', 'sockets').map((path) => ({ path, mayImport: [...parts('log.ts', 'http'), ...BELOW_PROGRAMS] })),
  { path: 'services/server/routes', mayImport: [...parts('log.ts', 'http', 'auth', 'sockets'), ...BELOW_PROGRAMS] },
  { path: 'services/server', mayImport: [...SERVER, ...BELOW_PROGRAMS] },
  {
    path: 'agent',
    mayImport: [
      ...['services/api', 'services/host', 'services/store', 'services/actors', 'services/draw', 'services/compliance'],
      ...MACHINES,
    ],
  },
  {
    path: 'cli',
    mayImport: [
      ...['services/api', 'services/host', 'services/build', 'services/draw', 'services/compliance'],
      ...MACHINES,
    ],
  },
  {
    path: 'tests',
    mayImport: [
      ...['services/board', 'services/server', 'agent', 'cli', 'nix/compliance/catalogue'],
      ...BELOW_PROGRAMS,
      ...SERVER,
    ],
  },
];

/** What only one place may import, tests aside. */
const OWNERS: readonly Owner[] = [
  {
    package: 'node:child_process',
    place: 'services/host/process.ts',
    remedy: 'build an argv and let its `run` execute it',
  },
  { package: 'execa', place: 'services/host/process.ts', remedy: 'build an argv and let its `run` execute it' },
  { package: 'better-sqlite3', place: 'services/store', remedy: 'ask a question there, or write through the unit' },
  { package: 'kysely', place: 'services/store', remedy: 'ask a question there, or write through the unit' },
  {
    package: 'fastify',
    place: 'services/server',
    remedy: 'routes are there, what they offer is in services/api/contract',
  },
  {
    package: '@fastify/',
    place: 'services/server',
    remedy: 'routes are there, what they offer is in services/api/contract',
  },
  { package: 'pino', place: 'services/server', remedy: 'take a log as an argument' },
  { package: 'citty', place: 'cli', remedy: 'only the command line parses flags with it' },
  { package: 'consola', place: 'cli', remedy: 'only the command line talks to a person' },
  { package: 'elkjs', place: 'services/draw/layout.ts', remedy: 'read the drawing that the build made' },
  { package: 'piscina', place: 'services/build', remedy: 'its pool is the only one' },
];

/** What programs must not load, so that one starts at once and the other stays small; layouts are made by builds. */
const DIETS: readonly Diet[] = [
  { program: 'cli', without: ['fastify', '@fastify/', 'better-sqlite3', 'kysely', 'pino', 'elkjs'] },
  { program: 'agent', without: ['fastify', '@fastify/', 'citty', 'consola', 'pino', 'piscina', 'elkjs'] },
  { program: 'services/server', without: ['elkjs'] },
  { program: 'services/board', without: ['elkjs'] },
];

const BANNED: readonly Banned[] = [
  {
    what: "a registry's host",
    pattern: /\bregistry\.(?:npmjs|yarnpkg|npmmirror)\b/,
    remedy: 'the lock has no addresses (.npmrc says so)',
  },
  {
    what: 'a path of one machine',
    pattern: /(?:^|[\s'"`(=:])\/(?:work|farm|root)\//,
    remedy: 'take it from the environment or a flag',
  },
  { what: 'a file outside the repository', pattern: /\.\.\/shared\b/, remedy: 'copy what is needed as data' },
];

const files = trackedFiles();
const sources = sourcesAmong(files);
const product = sources.filter(({ path }) => !path.startsWith('tests/'));

describe('the house', () => {
  test('imports only from rooms below', () => expect(wrongImports(sources, ROOMS)).toEqual([]));
  test('has no import cycles', () => expect(importCycles(sources)).toEqual([]));
  test('has no barrel files', () => expect(barrels(sources)).toEqual([]));
  test('has no file past 300 lines', () => expect(longFiles(sources)).toEqual([]));
  test('names every file after what is in it', () => expect(namelessFiles(sources)).toEqual([]));
  test('keeps machines/ pure', () =>
    expect(impurities(product.filter(({ path }) => path.startsWith('machines/')))).toEqual([]));
  test('has one place for processes, SQL, HTTP and the terminal', () =>
    expect(strayPackages(product, OWNERS)).toEqual([]));
  test.each(DIETS)('keeps the diet of $program', (diet) => expect(loadedAgainstDiet(product, diet)).toEqual([]));
  test('names no registry, no machine and nothing outside of it', () => expect(bannedWords(files, BANNED)).toEqual([]));
});

/** One planted file each: the rule that must see it, with the real tables. */
const PLANTED: readonly {
  readonly what: string;
  readonly path: string;
  readonly text: string;
  readonly says: string;
}[] = [
  {
    what: 'a chart that imports the store',
    path: 'machines/batch.ts',
    text: `import { open } from '../services/store/open.ts';`,
    says: 'machines may import',
  },
  {
    what: 'a policy that imports a chart',
    path: 'machines/policy/why.ts',
    text: `import { batchMachine } from '../batch.ts';`,
    says: 'machines/policy may import',
  },
  {
    what: 'a chart that reads files',
    path: 'machines/batch.ts',
    text: `import fs from 'node:fs';`,
    says: 'machines may use xstate, typebox',
  },
  {
    what: 'a port that imports a policy',
    path: 'machines/ports.ts',
    text: `import type { Verdict } from './policy/verdict.ts';`,
    says: 'machines/ports.ts may import',
  },
  {
    what: 'a model that imports a policy',
    path: 'machines/model/key.ts',
    text: `import type { Verdict } from '../policy/verdict.ts';`,
    says: 'machines/model may import',
  },
  {
    what: 'the store that imports the host',
    path: 'services/store/open.ts',
    text: `export { run } from '../host/process.ts';`,
    says: 'services/store may import',
  },
  {
    what: 'actors that lean on the AGPL thread',
    path: 'services/actors/shard.ts',
    text: `import './thread/entry.ts';`,
    says: 'services/actors may import',
  },
  {
    what: 'what holds for each request on what goes on after an upgrade',
    path: 'services/server/http/serve.ts',
    text: `import { Links } from '../sockets/links.ts';`,
    says: 'services/server/http may import',
  },
  {
    what: 'a program that imports a program',
    path: 'cli/main.ts',
    text: `await import('../agent/main.ts');`,
    says: 'cli may import',
  },
  {
    what: 'the command line on the store',
    path: 'cli/main.ts',
    text: `import type { Tables } from '../services/store/tables.ts';`,
    says: 'cli may import',
  },
  {
    what: 'a product file that imports a test',
    path: 'agent/main.ts',
    text: `import { aReport } from '../tests/support/report.ts';`,
    says: 'agent may import',
  },
  { what: 'a file in a folder without a room', path: 'services/misplaced/a.ts', text: '', says: 'is in no room' },
  {
    what: 'an import that is computed',
    path: 'cli/verb.ts',
    text: 'await import(`./commands/${name}.ts`);',
    says: 'use a literal',
  },
  {
    what: 'an import of the compiled name',
    path: 'cli/verb.ts',
    text: `import { a } from './a.js';`,
    says: 'with its .ts',
  },
];

describe('the table of rooms', () => {
  test.each(PLANTED)('refuses $what', ({ path, text, says }) => {
    expect(wrongImports([{ path, text }], ROOMS)).toEqual([expect.stringContaining(says)]);
  });

  test('lets the control plane use every room below', () => {
    const text = `import { a } from '../actors/thread/a.ts';\nimport { b } from '../store/b.ts';\nimport { c } from '../../machines/c.ts';`;
    expect(wrongImports([{ path: 'services/server/main.ts', text }], ROOMS)).toEqual([]);
  });
});

describe('the words that are banned', () => {
  test.each([
    ['a registry', `"resolved": "https://${['registry', 'npmjs.org'].join('.')}/x"`],
    ['a folder of one machine', `const folder = '${['', 'work', 'main'].join('/')}';`],
    ['a neighbour of the checkout', `see ${['..', 'shared', 'design.md'].join('/')}`],
  ])('include %s', (_, text) => expect(bannedWords([{ path: 'README.md', text }], BANNED)).toHaveLength(1));
});
