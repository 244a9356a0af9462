import { describe, expect, test } from 'vitest';
import { isSystemdLeftOut } from './debian-folder.ts';
import { played } from './scenario.ts';
import { SCENARIOS } from './scenarios/all.ts';

/** A machine is booted in a second; under load everything takes longer. */
const LIMIT_MS = 240_000;
const QUICK = SCENARIOS.filter(({ isQuick }) => isQuick).map((scenario) => [scenario.name, scenario] as const);

describe.skipIf(isSystemdLeftOut())('a machine that systemd has booted', () => {
  test.each(QUICK)('%s', { timeout: LIMIT_MS }, async (_, scenario) => {
    const { problem } = await played(scenario);
    expect(problem).toBeUndefined();
  });
});
