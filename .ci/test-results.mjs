import { readFileSync } from 'node:fs';

/** What vitest's JSON reporter wrote, by file; undefined where it wrote nothing. */
export function resultsIn(path) {
  try {
    return new Map(JSON.parse(readFileSync(path, 'utf8')).testResults.map((file) => [file.name, file]));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The files of which a test failed, or which did not even load. */
export const failedFiles = (results) => [...results.values()].filter(hasFailed).map(({ name }) => name);

/** `N passed, N failed`, and skipped ones if there are; a file that did not even load counts as one failure. */
export function counts(results) {
  const files = [...results.values()];
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const unloaded = files.filter((file) => hasFailed(file) && !file.assertionResults.some(hasFailed)).length;
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failed = tests.filter(hasFailed).length + unloaded;
  const skipped = tests.length - passed - tests.filter(hasFailed).length;
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function hasFailed({ status }) {
  return status === 'failed';
}
