/** The tests that can't run without a program of the system: left out where it is missing, and named. */
export const SUITES = {
  nix: [
    'tests/services/host/nix.test.ts',
    'tests/services/host/nix-build.test.ts',
    'tests/services/host/activation.test.ts',
    'tests/services/host/attempt/dead-man.test.ts',
    'tests/services/host/attempt/go-back.test.ts',
    'tests/services/build/flake.test.ts',
    'tests/services/build/pool.test.ts',
    'tests/agent/daemon.test.ts',
    'tests/agent/checks/control-plane-checks.test.ts',
    'tests/agent/main.test.ts',
    'tests/agent/verbs.test.ts',
    'tests/agent/killed.test.ts',
    'tests/agent/keeper.test.ts',
    'tests/cli/main.test.ts',
    'tests/e2e/**',
  ],
  systemd: ['tests/systemd/**'],
  sshd: ['tests/**/*.ssh.test.ts'],
};
