import { Value } from 'typebox/value';
import { Type } from 'typebox';
import { failureOf } from '../../machines/errors.ts';
import { canonical } from '../../services/compliance/canonical.ts';
import { clipped } from './clipped.ts';
import type { Problem } from './probe.ts';

/** What a probe's output says. */
export interface ProbeVerdict {
  readonly isCompliant: boolean;
  /** Why not: at least one when it is not. */
  readonly problems: readonly Problem[];
  /** What it observed. */
  readonly checks: Readonly<Record<string, unknown>>;
}

/** Either what a probe found, or why it could not tell. */
export type ProbeAnswer = { readonly verdict: ProbeVerdict } | { readonly error: string };

/** The longest id and text of a finding in evidence, in bytes. */
const ID_BYTES = 64;
const TEXT_BYTES = 1024;
const MOST_FINDINGS = 256;
const LONGEST_NAME = 128;

const Told = Type.Array(Type.Object({ id: Type.String(), text: Type.String() }));

/**
 * Reads what a probe has printed. `compliant` decides; where it is missing, anything false at the top does. What it says
 * of findings is kept; a probe that names none has those that can be told from what is false.
 */
export function probeAnswer(printed: string): ProbeAnswer {
  let output: unknown;
  try {
    output = JSON.parse(printed);
    canonical(output);
  } catch (error) {
    return { error: `printed no JSON: ${printed.trim() === '' ? 'nothing at all' : failureOf(error).message}` };
  }
  if (typeof output !== 'object' || output === null || Array.isArray(output))
    return { error: 'printed JSON that is no object: {"compliant": …} is expected' };
  const { findings, ...checks } = { ...output, findings: 'findings' in output ? output.findings : [] };
  if ('compliant' in checks && typeof checks.compliant !== 'boolean')
    return { error: 'printed a "compliant" that is neither true nor false' };
  const long = Object.keys(checks).find((name) => name.length > LONGEST_NAME);
  if (long !== undefined) return { error: `printed a name of more than ${LONGEST_NAME} characters` };
  if (!Value.Check(Told, findings)) return { error: 'printed "findings" that are no list of {"id", "text"}' };
  return { verdict: verdictOf(checks, findings) };
}

function verdictOf(checks: Readonly<Record<string, unknown>>, told: readonly Problem[]): ProbeVerdict {
  const missing = Object.keys(checks).filter((name) => name !== 'compliant' && checks[name] === false);
  const { compliant } = checks;
  const isCompliant = typeof compliant === 'boolean' ? compliant : missing.length === 0;
  if (isCompliant) return { isCompliant, problems: [], checks };
  const derived = missing.map((name) => ({ id: name, text: `${name} is false` }));
  const silent = [{ id: 'compliant', text: 'the probe says that it is not met, and not why' }];
  const [problems = silent] = [told, derived].filter(({ length }) => length > 0);
  return { isCompliant, problems: problems.slice(0, MOST_FINDINGS).map(bounded), checks };
}

const bounded = ({ id, text }: Problem): Problem => ({ id: clipped(id, ID_BYTES), text: clipped(text, TEXT_BYTES) });
