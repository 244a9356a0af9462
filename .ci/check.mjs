import { join } from 'node:path';
import { installPackages } from './packages.mjs';
import { Refusal, main, root, runVisibly, tool } from './step.mjs';

const CHECKS = [
  {
    name: 'format',
    argv: [...tool('prettier'), '--check', '--log-level', 'warn', '.'],
    remedy: 'run `npm run format`',
  },
  { name: 'lint', argv: [...tool('oxlint'), '--type-aware', '--deny-warnings'], remedy: 'mend what oxlint names' },
  // The build is the check of the types, and some of the tests look at what it makes.
  { name: 'types', argv: [process.execPath, join(root, '.ci/build.mjs')], remedy: 'mend what tsc names' },
  // Who tests the web page writes code that runs in a browser.
  {
    name: 'types of the page’s tests',
    argv: [...tool('tsc'), '-p', join(root, 'tests/board')],
    remedy: 'mend what tsc names',
  },
  {
    name: 'unit tests',
    argv: [...tool('vitest'), 'run', 'tests/machines', 'tests/house', 'architecture', 'statecharts'],
    remedy: 'mend what the tests name, or the tests',
  },
];

/** Runs every check, so that one run shows all there is to mend. */
await main(async () => {
  await installPackages();
  const failed = [];
  for (const { name, argv, remedy } of CHECKS) {
    const passed = (await runVisibly(argv)) === 0;
    console.log(`${passed ? '✔' : '✖'} ${name}`);
    if (!passed) failed.push(`${name}: ${remedy}`);
  }
  if (failed.length > 0) throw new Refusal(`check failed.\n${failed.join('\n')}`);
});
