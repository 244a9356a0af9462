import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { BadInput, NotFound } from '../../machines/errors.ts';
import type { Machine } from './machine.ts';
import type { Observed, Problem } from './probe.ts';
import { PROBES } from './probes.ts';

/** What a probe prints: what it observed, whether the control is met, and why not. */
export interface ProbeOutput extends Observed {
  readonly compliant: boolean;
  readonly findings: readonly Problem[];
}

/** What is seen where all rules are off. */
const NoRules = Type.Object({ rules: Type.Record(Type.String(), Type.Unknown(), { maxProperties: 0 }) });

/**
 * Runs a probe of ours once. Throws `NotFound`, `BadInput` for options that are none of its or leave it nothing to look at, and what it
 * stumbled over.
 */
export async function runProbe(control: string, given: unknown, machine: Machine): Promise<ProbeOutput> {
  const found = PROBES.find((each) => each.control === control);
  if (found === undefined)
    throw new NotFound(`no probe "${control}"; there are: ${PROBES.map((each) => each.control).join(', ')}`);
  const options = Value.Default(found.options, given);
  if (!Value.Check(found.options, options)) {
    const [first] = Value.Errors(found.options, options);
    throw new BadInput(`options of ${control}: ${first?.instancePath ?? ''} ${first?.message ?? ''}`.trim());
  }
  const seen = await found.observe(machine, options);
  // Of nothing it cannot be said that it is as it should be.
  if (Value.Check(NoRules, seen)) throw new BadInput(`no rule of ${control} is on, so there is nothing to look at`);
  const findings = found.judge(seen, options);
  return { ...withVerdicts(seen, findings), compliant: findings.length === 0, findings };
}

/** Where a control consists of rules, each says whether it is met. */
function withVerdicts(seen: Observed, findings: readonly Problem[]): Observed {
  const { rules } = seen;
  if (typeof rules !== 'object' || rules === null) return seen;
  const judged = Object.entries(rules).map(([id, observed]) => {
    const compliant = !findings.some((finding) => finding.id === id);
    return [id, { ...(observed instanceof Object && observed), compliant }];
  });
  return { ...seen, rules: Object.fromEntries(judged) };
}
