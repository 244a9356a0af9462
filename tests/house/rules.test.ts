import { describe, expect, test } from 'vitest';
import { importCycles } from './cycles.ts';
import { importsOf } from './imports.ts';
import { strayPackages } from './owners.ts';
import { impurities } from './purity.ts';
import { loadedAgainstDiet } from './reach.ts';
import { barrels, longFiles, namelessFiles } from './shape.ts';

const file = (path: string, text: string) => ({ path, text });

describe('the reader of imports', () => {
  test.each([
    ['a static import', `import { a } from './a.ts';`, './a.ts'],
    ['an import for its side effect', `import './a.ts';`, './a.ts'],
    ['a namespace', `import * as a from './a.ts';`, './a.ts'],
    ['an import over many lines', `import {\n  a,\n  type B,\n} from './a.ts';`, './a.ts'],
    ['a dynamic import', `const a = await import('./a.ts');`, './a.ts'],
    ['an import inside a template', 'const a = `${{ b: `${1}` }.b} ${await import("./a.ts")}`;', './a.ts'],
    ['an import after a regular expression', `const quote = /'[/'"]/;\nimport('./a.ts');`, './a.ts'],
    ['an import after a division', `const half = (1) / 2; import('./a.ts'); const third = 1 / 3;`, './a.ts'],
    ['an export from', `export { a as b } from './a.ts';`, './a.ts'],
    ['an export of everything', `export * from './a.ts';`, './a.ts'],
  ])('finds %s', (_, text, specifier) => {
    expect(importsOf(file('b.ts', text)).map((found) => found.specifier)).toEqual([specifier]);
  });

  test.each([
    ['comments', `// import './a.ts';\n/* import './b.ts'; */`],
    ['strings and templates', `const a = "import './a.ts'"; const b = \`import './b.ts' \${a}\`;`],
    ['the place of the module', `const here = import.meta.url;`],
    ['exports of its own', `const a = 1;\nexport { a };\nexport const from = 'x';`],
  ])('is not misled by %s', (_, text) => expect(importsOf(file('b.ts', text))).toEqual([]));

  test('knows what is only a type', () => {
    const text = `import type { A } from './a.ts';\nimport { type B } from './b.ts';\nexport type { C } from './c.ts';`;
    expect(importsOf(file('d.ts', text)).map(({ isTypeOnly }) => isTypeOnly)).toEqual([true, false, true]);
  });

  test('tells the line', () => {
    expect(importsOf(file('b.ts', `/*\n\n*/\n\nimport './a.ts';`))).toMatchObject([{ line: 5 }]);
  });
});

describe('a circle of imports', () => {
  test('is told once, with its way', () => {
    const files = [
      file('a/one.ts', `import './two.ts';`),
      file('a/two.ts', `import type { Three } from './three.ts';`),
      file('a/three.ts', `import './one.ts';`),
    ];
    expect(importCycles(files)).toEqual([expect.stringContaining('a/one.ts -> a/two.ts -> a/three.ts -> a/one.ts')]);
  });

  test('is not seen where two ways lead to one file', () => {
    const files = [
      file('one.ts', `import './two.ts';\nimport './three.ts';`),
      file('two.ts', `import './three.ts';`),
      file('three.ts', ''),
    ];
    expect(importCycles(files)).toEqual([]);
  });
});

describe('the shape of files', () => {
  test('is too long from 301 lines on', () => {
    expect(longFiles([file('a.ts', 'x\n'.repeat(300)), file('b.ts', 'x\n'.repeat(301))])).toEqual([
      expect.stringContaining('b.ts has 301'),
    ]);
  });

  test.each(['cli/utils.ts', 'cli/helpers/url.ts', 'machines/common.ts', 'tests/types.test.ts'])(
    'is nameless in %s',
    (path) => {
      expect(namelessFiles([file(path, '')])).toHaveLength(1);
    },
  );

  test('may have a common word inside a name', () => {
    expect(namelessFiles([file('machines/wire-types-of-v1.ts', '')])).toEqual([]);
  });

  test.each([
    ['a file named index', 'cli/index.ts', ''],
    ['everything passed on', 'cli/all.ts', `export * from './a.ts';`],
    ['one thing passed on', 'cli/all.ts', `export { a } from './a.ts';`],
  ])('is a barrel with %s', (_, path, text) => expect(barrels([file(path, text)])).toHaveLength(1));
});

describe('a pure file', () => {
  test.each([
    ['Date.now', 'const now = Date.now();'],
    ['Math.random', 'const dice = Math.random();'],
    ['new Date()', 'const now = new Date();'],
    ['`after`', 'const state = { after: { 1000: "late" } };'],
    ['setTimeout', 'setTimeout(() => {}, 1);'],
    ['process', 'const home = process.env.HOME;'],
  ])('must not use %s', (what, text) => {
    expect(impurities([file('machines/a.ts', text)])).toEqual([
      expect.stringContaining(`machines/a.ts:1 uses ${what}`),
    ]);
  });

  test.each([
    ['a date that it is given', 'const day = new Date(event.now);'],
    ['a comment on Date.now', '// not Date.now()'],
    ['a text about it', 'const text = "Math.random and after: 3";'],
    ['its own property', 'const next = batch.after; const at = plan.process.id;'],
  ])('may use %s', (_, text) => expect(impurities([file('machines/a.ts', text)])).toEqual([]));
});

describe('an owned package', () => {
  const owners = [
    { package: 'node:child_process', place: 'services/host/process.ts', remedy: 'run it there' },
    { package: '@fastify/', place: 'services/server', remedy: 'there' },
  ];

  test.each([
    ['another file of the room', 'services/host/nix.ts', `import { spawn } from 'node:child_process';`],
    ['the old name', 'cli/main.ts', `import { spawn } from 'child_process';`],
    ['a package of the scope', 'cli/main.ts', `import type { Socket } from '@fastify/websocket';`],
  ])('is refused elsewhere: %s', (_, path, text) => expect(strayPackages([file(path, text)], owners)).toHaveLength(1));

  test('is allowed at home', () => {
    const home = [
      file('services/host/process.ts', `import 'node:child_process';`),
      file('services/server/app.ts', `import '@fastify/websocket';`),
    ];
    expect(strayPackages(home, owners)).toEqual([]);
  });
});

describe('a diet', () => {
  const diet = { program: 'cli', without: ['fastify'] };
  const files = (deep: string) => [
    file('cli/main.ts', `await import('../services/api/client.ts');`),
    file('services/api/client.ts', deep),
    file('services/server/app.ts', `import 'fastify';`),
  ];

  test('is broken by a way through other files', () => {
    expect(loadedAgainstDiet(files(`import { app } from '../server/app.ts';`), diet)).toEqual([
      expect.stringContaining('cli/main.ts -> services/api/client.ts -> services/server/app.ts -> fastify'),
    ]);
  });

  test('is kept by types, which nothing loads', () => {
    expect(loadedAgainstDiet(files(`import type { App } from '../server/app.ts';`), diet)).toEqual([]);
  });
});
