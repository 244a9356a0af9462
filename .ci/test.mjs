import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main, runVisibly, tool } from './step.mjs';
import { SUITES } from './suites.mjs';
import { isThere, missingSentence, requiredPrograms } from './system.mjs';

/** Runs the tests (arguments go to vitest), names what was left out, and ends with a line of counts. */
await main(async () => {
  const leftOut = Object.keys(SUITES).filter((name) => !isThere(name));
  const refused = leftOut.filter((name) => requiredPrograms().includes(name));
  const folder = mkdtempSync(join(tmpdir(), 'nixfleet-test-'));
  try {
    const results = join(folder, 'results.json');
    const vitest = [...tool('vitest'), 'run', '--reporter=default', '--reporter=json'];
    // vitest.config.ts reads it.
    const env = { ...process.env, NIXFLEET_TEST_LEFT_OUT: JSON.stringify(leftOut.flatMap((name) => SUITES[name])) };
    const code = await runVisibly([...vitest, `--outputFile.json=${results}`, ...process.argv.slice(2)], env);
    for (const name of leftOut) console.log(`left out: the tests that need ${name}. ${missingSentence(name)}`);
    if (refused.length > 0) console.log(`failed: NIXFLEET_REQUIRE asks for ${refused.join(' and ')}.`);
    console.log(existsSync(results) ? counts(JSON.parse(readFileSync(results, 'utf8'))) : '0 passed, 1 failed');
    process.exitCode = code === 0 && refused.length > 0 ? 1 : code;
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** `N passed, N failed`, and skipped ones if there are; a file that did not even load counts as one failure. */
function counts({ numPassedTests, numFailedTests, numPendingTests, testResults }) {
  const hasFailed = ({ status }) => status === 'failed';
  const unloaded = testResults.filter((file) => hasFailed(file) && !file.assertionResults.some(hasFailed)).length;
  const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
  return `${numPassedTests} passed, ${numFailedTests + unloaded} failed${skipped}`;
}
