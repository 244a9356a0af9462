import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { main, root, runVisibly, tool } from './step.mjs';
import { SUITES } from './suites.mjs';
import { isThere, missingSentence, requiredPrograms } from './system.mjs';
import { counts, failedFiles, resultsIn } from './test-results.mjs';

/** So many files at most are tried again: when more fail, something is broken. */
const TRIED_AGAIN = 3;

/**
 * Runs the tests (arguments go to vitest), names what was left out, and ends with a line of counts.
 *
 * A whole run takes two cores for half an hour, full of processes, disks and browsers. The few files that fail in it run
 * once more, alone: what passes then depends on time. It is said loudly, and is somebody's next task; the run passes.
 */
await main(async () => {
  const leftOut = Object.keys(SUITES).filter((name) => !isThere(name));
  const refused = leftOut.filter((name) => requiredPrograms().includes(name));
  // vitest.config.ts reads it.
  const env = { ...process.env, NIXFLEET_TEST_LEFT_OUT: JSON.stringify(leftOut.flatMap((name) => SUITES[name])) };
  const asked = process.argv.slice(2);
  let { code, results } = await vitest(asked, env);
  const failed = results === undefined ? [] : failedFiles(results);
  if (code !== 0 && asked.length === 0 && failed.length > 0 && failed.length <= TRIED_AGAIN) {
    console.log(`once more, alone: ${names(failed)}`);
    const again = await vitest(['--no-file-parallelism', ...failed], env);
    if (again.results !== undefined) {
      code = again.code;
      results = new Map([...results, ...again.results]);
      const unsteady = failed.filter((name) => !failedFiles(results).includes(name));
      if (unsteady.length > 0)
        console.log(`unsteady, find out why: ${names(unsteady)} failed at first, and passed alone.`);
    }
  }
  for (const name of leftOut) console.log(`left out: the tests that need ${name}. ${missingSentence(name)}`);
  if (refused.length > 0) console.log(`failed: NIXFLEET_REQUIRE asks for ${refused.join(' and ')}.`);
  console.log(results === undefined ? '0 passed, 1 failed' : counts(results));
  process.exitCode = code === 0 && refused.length > 0 ? 1 : code;
});

/** One run of vitest, seen as it goes on: its exit code and its results by file. */
async function vitest(args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'nixfleet-test-'));
  try {
    const path = join(folder, 'results.json');
    const argv = [...tool('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${path}`];
    const code = await runVisibly([...argv, ...args], env);
    return { code, results: resultsIn(path) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function names(files) {
  return files.map((file) => relative(root, file)).join(', ');
}
