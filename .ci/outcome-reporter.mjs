import { writeFileSync } from 'node:fs';

/** A reporter of vitest that writes down how each file ended, and how many errors were of none, where `.ci/test.mjs` says. */
// vitest loads a reporter by its default export.
// oxlint-disable-next-line import/no-default-export
export default class OutcomeReporter {
  onTestRunEnd(modules, unhandled) {
    const outcome = { files: modules.map(outcomeOf), errors: unhandled.length };
    writeFileSync(process.env.NIXFLEET_TEST_OUTCOME, JSON.stringify(outcome));
  }
}

/** A test that did not end has failed, and so has a file that failed without one: it did not even load. */
function outcomeOf(module) {
  const states = [...module.children.allTests()].map((test) => test.result().state);
  const count = (...wanted) => states.filter((state) => wanted.includes(state)).length;
  const failed = count('failed', 'pending');
  const isUnloaded = failed === 0 && !['passed', 'skipped'].includes(module.state());
  return {
    name: module.moduleId,
    passed: count('passed'),
    failed: isUnloaded ? 1 : failed,
    skipped: count('skipped'),
  };
}
