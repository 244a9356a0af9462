import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { main, root, runVisibly, tool } from './step.mjs';
import { SUITES } from './suites.mjs';
import { isThere, missingSentence, requiredPrograms } from './system.mjs';

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
  let { code, files, errors } = await vitest(asked, env);
  const failed = failedOf(files);
  const mayBeUnsteady = code !== 0 && asked.length === 0 && errors === 0;
  if (mayBeUnsteady && failed.length > 0 && failed.length <= TRIED_AGAIN) {
    console.log(`once more, alone: ${paths(failed)}`);
    const again = await vitest(['--no-file-parallelism', ...failed], env);
    code = again.code;
    files = new Map([...files, ...again.files]);
    const unsteady = failed.filter((name) => !failedOf(files).includes(name));
    if (unsteady.length > 0)
      console.log(`unsteady, find out why: ${paths(unsteady)} failed at first, and passed alone.`);
  }
  for (const name of leftOut) console.log(`left out: the tests that need ${name}. ${missingSentence(name)}`);
  if (refused.length > 0) console.log(`failed: NIXFLEET_REQUIRE asks for ${refused.join(' and ')}.`);
  console.log(counts([...files.values()]));
  process.exitCode = code === 0 && refused.length > 0 ? 1 : code;
});

/** One run of vitest, seen as it goes on: its exit code, how each file ended, and the number of errors of no file. */
async function vitest(args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'nixfleet-test-'));
  try {
    const path = join(folder, 'outcome.json');
    const argv = [...tool('vitest'), 'run', '--reporter=default', '--reporter=./.ci/outcome-reporter.mjs', ...args];
    const code = await runVisibly(argv, { ...env, NIXFLEET_TEST_OUTCOME: path });
    const { files, errors } = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { files: [], errors: 1 };
    return { code, files: new Map(files.map((file) => [file.name, file])), errors };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function failedOf(files) {
  return [...files.values()].filter(({ failed }) => failed > 0).map(({ name }) => name);
}

/** `N passed, N failed`, and skipped ones if there are; a run that nobody has written down is one failure. */
function counts(files) {
  const sum = (what) => files.reduce((total, file) => total + file[what], 0);
  const skipped = sum('skipped');
  return `${sum('passed')} passed, ${files.length > 0 ? sum('failed') : 1} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function paths(files) {
  return files.map((file) => relative(root, file)).join(', ');
}
