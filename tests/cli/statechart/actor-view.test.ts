import { describe, expect, test } from 'vitest';
import { ActorView } from '../../../cli/statechart/actor-view.ts';
import { rolloutMachine } from '../../../machines/rollout.ts';
import { statechartOf } from '../../../services/draw/statechart-of.ts';
import { anActor, step } from './an-actor.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const chart = statechartOf(rolloutMachine);

const shown = (view: ActorView): string => view.lines({ rows: 40, columns: 100 }, NOW).join('\n');

describe('an actor on the screen of who watches it', () => {
  test('is quarantined when it is told so without a step', () => {
    const view = new ActorView({ actor: anActor(), chart });
    const actor = anActor({ status: 'quarantined', problem: 'version 9 is newer' });
    view.hear({ type: 'actor', actor, hasGoneBack: false }, NOW);
    expect(shown(view)).toContain('problem: version 9 is newer');
  });

  test('stays as its last step says when it was asked for before that', () => {
    const view = new ActorView({ actor: anActor(), chart });
    const actor = anActor({ history: [step(4, 'early')], last_seq: 4 });
    view.hear({ type: 'actor', actor, hasGoneBack: false }, NOW);
    expect(shown(view)).toContain('late');
  });

  test('is as its control plane has it now when that has gone back, and goes on from there', () => {
    const view = new ActorView({ actor: anActor(), chart });
    const actor = anActor({ history: [step(4, 'early')], last_seq: 4 });
    view.hear({ type: 'actor', actor, hasGoneBack: true }, NOW);
    view.hear({ type: 'transition', transition: step(5, 'next') }, NOW);
    expect(shown(view)).toMatch(/early[^]*next/);
    expect(shown(view)).not.toContain('late');
  });

  test('has the states of the chart that came with it', () => {
    const view = new ActorView({ actor: anActor(), chart });
    const [first, ...others] = chart.states;
    if (first === undefined) throw new Error('a chart has states');
    const newer = { ...chart, states: [{ ...first, id: 'dreaming', description: 'Sleeps deeply.' }, ...others] };
    const actor = anActor({ version: 3, active: ['dreaming'] });
    view.hear({ type: 'actor', actor, hasGoneBack: false, chart: newer }, NOW);
    expect(shown(view)).toContain('Sleeps deeply.');
  });
});
