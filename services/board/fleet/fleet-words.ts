import type { LiveMachine } from '../../../machines/model/live-machine.ts';
import type { Lifecycle } from '../../../machines/model/machine.ts';
import { span } from '../../../machines/policy/span.ts';
import type { Tone } from '../elements/tone.ts';
import type { FleetEntry, Need } from './fleet-entry.ts';
import type { Facet } from './fleet-query.ts';

/** A word of a facet for people, and how it is to be taken. */
export interface FacetWord {
  readonly value: string;
  readonly word: string;
  readonly tone: Tone;
}

export const LIFECYCLES: readonly Lifecycle[] = ['active', 'pending', 'provisioning', 'maintenance', 'decommissioned'];

const word = (value: string, tone: Tone, text = value.replaceAll('_', ' ')): FacetWord => ({ value, word: text, tone });

/** What there is of each facet, in the order in which it is shown; of tags there may be any. */
export const FACET_WORDS: Readonly<Record<Exclude<Facet, 'tag'>, readonly FacetWord[]>> = {
  deployment: [
    word('in_sync', 'good'),
    word('pending_deploy', 'wait', 'pending'),
    word('failed', 'bad'),
    word('unknown', 'plain'),
  ],
  presence: [word('online', 'good'), word('silent', 'bad'), word('never', 'wait', 'never seen')],
  need: [
    word('attention', 'bad', 'attention'),
    word('health', 'bad', 'unhealthy'),
    word('drift', 'wait', 'drifted'),
    word('reboot', 'wait', 'reboot due'),
    word('disk', 'wait', 'disk low'),
    word('clock', 'wait', 'clock off'),
  ],
  lifecycle: LIFECYCLES.map((lifecycle) => word(lifecycle, lifecycle === 'maintenance' ? 'wait' : 'plain')),
  activity: [
    word('idle', 'plain'),
    word('checking', 'busy'),
    word('fetching', 'busy'),
    word('applying', 'busy'),
    word('verifying', 'busy'),
    word('rolling_back', 'wait'),
    word('reporting', 'busy'),
    word('unknown', 'plain', 'not told'),
  ],
};

/** Where there is nothing to say. */
const NOTHING = word('', 'plain', '–');

/** The word of a value; one that is new to this page stands for itself. */
export const wordOf = (facet: Exclude<Facet, 'tag'>, value: string): FacetWord =>
  FACET_WORDS[facet].find((each) => each.value === value) ?? word(value, 'plain');

/** `online`, `silent 12 min`, `never seen`; nobody listens for a machine out of service. */
export function presenceWord({ machine, heard: { presence, at } }: FleetEntry, now: number): FacetWord {
  if (machine.lifecycle === 'decommissioned') return NOTHING;
  const known = wordOf('presence', presence);
  return presence === 'silent' && at !== null ? { ...known, word: `silent ${span(now - at)}` } : known;
}

/** What an agent does; one that has no link never told. */
export const activityWord = ({ agent_state: state }: Pick<LiveMachine, 'agent_state'>): FacetWord =>
  state === null ? NOTHING : wordOf('activity', state);

/** What an operator should know of a machine that its health does not say, in short words. */
export function noteWords({ machine: { condition }, needs }: FleetEntry, now: number): string[] {
  const notes: Readonly<Record<Need, string | undefined>> = {
    attention: undefined,
    health: undefined,
    drift: condition?.drift_since == null ? undefined : `drifted ${span(now - Date.parse(condition.drift_since))}`,
    reboot: 'reboot due',
    disk: 'disk low',
    clock: `clock off ${span(Math.abs(condition?.clock_skew_ms ?? 0))}`,
  };
  return needs.flatMap((need) => notes[need] ?? []);
}

/** How the health of a machine is called, and how that is to be taken. */
export function healthWord({ system_state: state }: Pick<LiveMachine, 'system_state'>): FacetWord {
  if (state === 'ok') return word(state, 'good');
  return state === 'error' ? word(state, 'bad', 'unhealthy') : word(state, 'plain');
}

/** The one sign under which a machine stands where there is room for one only: the worst. */
export function toneOfMachine({ machine, heard, needs }: FleetEntry): Tone {
  if (machine.lifecycle !== 'active') return 'plain';
  if (machine.deployment === 'failed' || machine.system_state === 'error' || heard.presence === 'silent') return 'bad';
  if (machine.agent_state !== null && machine.agent_state !== 'idle') return 'busy';
  if (needs.length > 0 || machine.deployment === 'pending_deploy' || heard.presence === 'never') return 'wait';
  return machine.deployment === 'in_sync' ? 'good' : 'plain';
}
