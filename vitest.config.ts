import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** What waits for processes, containers and deadlines most of the time, the longest first: a few at once leave a core idle. */
const WAITING = [
  'tests/agent/killed.test.ts',
  'tests/systemd/systemd.test.ts',
  'tests/agent/other-agents.test.ts',
  'tests/agent/rebooted.test.ts',
  'tests/agent/dead-man.test.ts',
  'tests/nix/vm-script.test.ts',
  'tests/services/host/ssh/keeper-watch.test.ts',
  'tests/agent/troubles.test.ts',
  'tests/cli/ssh/*.ssh.test.ts',
  'tests/agent/daemon.test.ts',
  'tests/services/host/ssh/keeper-place.test.ts',
  'tests/services/host/attempt/*.test.ts',
];
const AT_ONCE = 4;

/** What `npm test` leaves out: patterns as JSON, for vitest's own flag does not reach its projects. */
const leftOut = JSON.parse(process.env['NIXFLEET_TEST_LEFT_OUT'] ?? '[]') as string[];

/** Those that wait in the order of the list; vitest goes by the size of files. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const index = WAITING.findIndex((file) => moduleId.endsWith(file));
      return index === -1 ? WAITING.length : index;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- it is none
    const bySize = await super.sort(files);
    return bySize.toSorted((one, other) => place(one) - place(other));
  }
}

/** Tests of real processes and real Nix take seconds: the limits are for what hangs, not for what is slow. */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'waiting',
          include: WAITING,
          exclude: leftOut,
          maxWorkers: AT_ONCE,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'working',
          include: ['tests/**/*.test.ts'],
          exclude: [...WAITING, ...leftOut],
          // As many workers as cores: vitest would leave one idle, and with one more a browser and its agents run out of time.
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
