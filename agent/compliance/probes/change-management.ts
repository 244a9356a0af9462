import { Type } from 'typebox';
import { AHEAD_MS, ageInDays, CALENDAR_DATE, DAY, isoTime } from '../observe/calendar-date.ts';
import { configurationRevision, isDirty } from '../observe/configuration-revision.ts';
import { observeGenerations } from '../observe/generations.ts';
import { observeSystemBuild } from '../observe/system-build.ts';
import { systemVersion } from '../observe/system-version.ts';
import { probe, type Problem } from '../probe.ts';

const Options = Type.Object({
  maxSystemAgeDays: Type.Integer({ minimum: 1, default: 30 }),
  minGenerationFrequency: Type.Integer({ minimum: 0, default: 1 }),
  fleetDate: Type.Union([Type.String({ pattern: CALENDAR_DATE }), Type.Null()], { default: null }),
  configurationRevision: Type.Union([Type.String(), Type.Null()], { default: null }),
});

const MONTH_DAYS = 30;

/** How long ago the system was made, how often it is changed, and from which revision. */
export const changeManagement = probe({
  control: 'change-management',
  options: Options,

  async observe(machine, { maxSystemAgeDays, fleetDate, configurationRevision: evaluated }) {
    const [build, { all, current }, version, revision] = await Promise.all([
      observeSystemBuild(machine, fleetDate),
      observeGenerations(machine),
      systemVersion(machine),
      configurationRevision(machine, evaluated),
    ]);
    const monthAgo = machine.now - MONTH_DAYS * DAY;
    const age = ageInDays(build.builtAt, machine.now);
    const [oldest] = all;
    return {
      system_age_days: age,
      system_age_known_by: build.knownBy,
      system_fresh: age !== null && age >= -1 && age <= maxSystemAgeDays,
      generations_last_30_days: all.filter(({ madeAt }) => madeAt >= monthAgo && madeAt <= machine.now + AHEAD_MS)
        .length,
      // Generations are collected as garbage: then the month had more than are left of it.
      generations_lost: oldest !== undefined && oldest.number > 1 && oldest.madeAt >= monthAgo,
      current_generation: current?.number ?? null,
      running_is_generation: all.some(({ path }) => path === build.path),
      current_nixos_version: version ?? null,
      last_rebuild_timestamp: isoTime(current?.madeAt),
      configuration_revision: revision ?? null,
    };
  },

  judge(seen, { maxSystemAgeDays, minGenerationFrequency }) {
    const problems: Problem[] = [];
    const { system_age_days: age, generations_last_30_days: made, configuration_revision: revision } = seen;
    if (!seen.system_fresh) problems.push({ id: 'system-age', text: ageProblem(age, maxSystemAgeDays) });
    if (made < minGenerationFrequency) {
      const lost = seen.generations_lost
        ? ' Older ones of that time are gone: keep them for 30 days (nix.gc.options).'
        : '';
      problems.push({
        id: 'change-frequency',
        text: `of the last 30 days ${made === 1 ? '1 generation is' : `${made} generations are`} here, policy demands ${minGenerationFrequency} (compliance.controls.changeManagement.minGenerationFrequency).${lost}`,
      });
    }
    if (revision === null) {
      problems.push({
        id: 'revision',
        text: 'nobody can tell from which revision this system was built: set system.configurationRevision = self.rev or self.dirtyRev (mkHost does so when it is given self)',
      });
    } else if (isDirty(revision)) {
      problems.push({
        id: 'revision',
        text: `the system was built from changes that were never committed (${revision}): commit them and deploy again`,
      });
    }
    return problems;
  },
});

function ageProblem(age: number | null, most: number): string {
  if (age === null)
    return 'nobody can tell how old this system is: Nix does not know the path that runs, and compliance.fleet.date is not set';
  if (age < 0) return `the system was made ${-age} days in the future: look at the clock of this machine`;
  return `the system is ${age} days old, ${most} are allowed: update the inputs of the fleet (nix flake update), and deploy`;
}
