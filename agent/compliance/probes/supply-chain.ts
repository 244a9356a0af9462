import { type Static, Type } from 'typebox';
import type { Machine } from '../machine.ts';
import { ageInDays } from '../observe/calendar-date.ts';
import { configurationRevision } from '../observe/configuration-revision.ts';
import { probe, type Problem } from '../probe.ts';
import { type KnownSbom, knownSbom } from '../sbom/known-sbom.ts';

const Options = Type.Object({
  sbomGeneration: Type.Boolean({ default: true }),
  inputStalenessWarningDays: Type.Integer({ minimum: 1, default: 30 }),
  configurationRevision: Type.Union([Type.String(), Type.Null()], { default: null }),
  /** When each input of the flake was last changed, in seconds since the epoch. */
  inputs: Type.Record(Type.String({ maxLength: 256 }), Type.Integer({ minimum: 0 }), { default: {} }),
  sbomFile: Type.String({ pattern: '^/', default: '/var/lib/nixfleet-compliance/sbom.json' }),
});
type Given = Static<typeof Options>;

/** Whether it is known where the system comes from, of what it is made, and how old that is. */
export const supplyChain = probe({
  control: 'supply-chain',
  options: Options,
  observe: seenOn,

  judge: (seen, options) => [
    ...revisionProblems(seen),
    ...inputProblems(seen, options),
    ...(options.sbomGeneration ? sbomProblems(seen, options) : []),
  ],
});

type Seen = Awaited<ReturnType<typeof seenOn>>;

async function seenOn(machine: Machine, options: Given) {
  const [revision, running, sbom] = await Promise.all([
    configurationRevision(machine, options.configurationRevision),
    machine.link('/run/current-system'),
    knownSbom(machine, options.sbomFile),
  ]);
  const ages = inputAges(options.inputs, machine.now);
  const [oldest] = ages;
  return {
    has_configuration_revision: revision !== undefined,
    configuration_revision: revision ?? null,
    ...sbomFacts(sbom, running),
    inputs_known: oldest !== undefined,
    input_age_days: Object.fromEntries<number>(ages),
    flake_lock_age_days: oldest?.[1] ?? null,
    inputs_fresh:
      oldest !== undefined && ages.every(([, age]) => age >= -1 && age <= options.inputStalenessWarningDays),
  };
}

/** The oldest first. */
const inputAges = (inputs: Given['inputs'], now: number): readonly (readonly [string, number])[] =>
  Object.entries(inputs)
    .map(([name, seconds]) => [name, ageInDays(seconds * 1000, now) ?? 0] as const)
    .toSorted((a, b) => b[1] - a[1]);

function sbomFacts(sbom: KnownSbom, running: string | undefined) {
  const isOurs = sbom.state === 'known' && sbom.system === running;
  return {
    sbom_generated: isOurs,
    sbom_problem: isOurs ? null : sbomProblem(sbom),
    closure_package_count: isOurs ? sbom.componentCount : null,
    // So that signed evidence vouches for the SBOM too.
    sbom_sha256: isOurs ? sbom.sha256 : null,
  };
}

function sbomProblem(sbom: KnownSbom): string {
  if (sbom.state === 'absent') return 'there is none';
  return sbom.state === 'known' ? `it is of another system: ${sbom.system.slice(0, 200)}` : sbom.problem.slice(0, 200);
}

function revisionProblems(seen: Seen): Problem[] {
  if (seen.has_configuration_revision || seen.sbom_generated) return [];
  return [
    {
      id: 'revision',
      text: 'nobody can tell where this system comes from: there is no SBOM of it, and system.configurationRevision is not set (mkHost does so when it is given self)',
    },
  ];
}

function inputProblems(seen: Seen, { inputStalenessWarningDays: most }: Given): Problem[] {
  const id = 'inputs-fresh';
  if (!seen.inputs_known) {
    return [
      {
        id,
        text: 'nobody can tell how old the inputs of the flake are: give mkHost self, or set compliance.fleet.inputs',
      },
    ];
  }
  if (seen.inputs_fresh) return [];
  const wrong = Object.entries(seen.input_age_days).filter(([, age]) => age > most || age < -1);
  const named = wrong.slice(0, 5).map(([name, age]) => `${name.slice(0, 64)} (${age} days)`);
  const more = wrong.length > named.length ? `, and ${wrong.length - named.length} more` : '';
  return [
    {
      id,
      text: `inputs of the flake not of the last ${most} days: ${named.join(', ')}${more}; nix flake update, and deploy (one whose makers have changed nothing since: leave it out of compliance.fleet.inputs)`,
    },
  ];
}

function sbomProblems(seen: Seen, { sbomFile }: Given): Problem[] {
  if (seen.sbom_generated) return [];
  const text = `no SBOM of the system that runs in ${sbomFile}: ${seen.sbom_problem ?? 'there is none'}; start compliance-sbom-generator.service and read its log`;
  return [{ id: 'sbom', text }];
}
