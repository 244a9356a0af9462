/** So much of a text stands in a line. */
const LONGEST = 60;

/**
 * The short facts of what an event said, as `reason=timeout index=2`: texts, numbers and yes or no, those of an
 * effect's outcome too. What an effect is called is in the event already, and when it ended in the step.
 */
export function eventDetail(detail: Readonly<Record<string, unknown>>): string {
  return factsIn(detail).join(' ');
}

function factsIn(said: Readonly<Record<string, unknown>>, isOutcome = false): string[] {
  return Object.entries(said).flatMap(([field, value]) => {
    if (LEFT_OUT.has(field) || value === '') return [];
    if (typeof value === 'string') return [`${field}=${cut(value)}`];
    if (typeof value === 'number' || typeof value === 'boolean') return [`${field}=${value}`];
    return !isOutcome && OUTCOMES.has(field) && isFields(value) ? factsIn(value, true) : [];
  });
}

/** `chance` is drawn by lot, so that not all agents ask at once. */
const LEFT_OUT = new Set(['actorId', 'now', 'chance']);

/** Under these XState gives what an effect ended with. */
const OUTCOMES = new Set(['output', 'error']);

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
