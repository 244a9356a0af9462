import type { Exception, Finding } from '../../machines/model/evidence.ts';
import { CONTROLS } from '../../services/compliance/catalogue.ts';
import { holds } from '../../machines/policy/exception-end.ts';
import type { Problem } from './probe.ts';

/** By control (`secure-boot`), requirement (`access-control.root-login`) or rule (`BH-07`). */
export type Exceptions = Readonly<Record<string, Exception>>;

/** Whose findings are looked at, and when. */
export interface Judged {
  readonly control: string;
  readonly exceptions: Exceptions;
  /** ms since the epoch. */
  readonly now: number;
}

/** A day that exists, as `2026-12-31`. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/**
 * The findings, each with the exception that excuses it. One that has run out excuses nothing, and the finding says so; of
 * several that hold, the narrowest is named.
 */
export function excused(problems: readonly Problem[], { control, exceptions, now }: Judged): readonly Finding[] {
  return problems.map(({ id, text }) => {
    const found = keysFor(control, id).flatMap((key) =>
      Object.hasOwn(exceptions, key) ? (exceptions[key] ?? []) : [],
    );
    const exception = found.find((each) => holds(each, now));
    if (exception !== undefined) return { id, text, exception };
    const [expired] = found;
    if (expired === undefined) return { id, text };
    const whose = expired.owner === null ? '' : ` of ${expired.owner}`;
    return { id, text: `${text} (the exception${whose} ran out on ${expired.expires}: renew it or mend this)` };
  });
}

/** Exceptions that can excuse nothing here, each with what is wrong with it. */
export function strayExceptions(exceptions: Exceptions, controls: readonly string[]): readonly string[] {
  return Object.keys(exceptions).flatMap((key) => {
    const wrong = wrongKey(key, controls);
    return wrong === undefined ? [] : [`the exception "${key}" excuses nothing: ${wrong}`];
  });
}

/** What may name a finding, the narrowest first. */
function keysFor(control: string, id: string): readonly string[] {
  const isRule = ruleIds(control).includes(id);
  return [...(isRule ? [id] : []), `${control}.${id}`, control];
}

function wrongKey(key: string, controls: readonly string[]): string | undefined {
  const owner = CONTROLS.find(({ rules = [] }) => rules.some(({ id }) => id === key));
  if (owner !== undefined)
    return controls.includes(owner.id) ? undefined : `its control ${owner.id} is not looked at on this machine`;
  const [control = '', ...rest] = key.split('.');
  if (!controls.includes(control)) {
    const known = CONTROLS.some(({ id }) => id === control);
    return known ? `the control ${control} is not looked at on this machine` : 'there is no such control or rule';
  }
  const demands = demandsOf(control);
  const demand = rest.join('.');
  if (rest.length === 0 || demands === undefined || demands.includes(demand)) return undefined;
  return `${control} has no requirement "${demand}"; it has ${demands.join(', ')}`;
}

const ruleIds = (control: string): readonly string[] =>
  CONTROLS.find(({ id }) => id === control)?.rules?.map(({ id }) => id) ?? [];

/** What a control of ours demands, by the ids that its findings have; undefined: it is a fleet's own. */
function demandsOf(control: string): readonly string[] | undefined {
  const found = CONTROLS.find(({ id }) => id === control);
  return found && [...Object.keys(found.requirements ?? {}), ...ruleIds(control)];
}
