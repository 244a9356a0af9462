import { describe, expect, test } from 'vitest';
import { Value } from 'typebox/value';
import { createMachine } from 'xstate';
import { Statechart } from '../../../machines/model/statechart.ts';
import { ascii } from '../../../services/draw/ascii.ts';
import { dot } from '../../../services/draw/dot.ts';
import { manual } from '../../../services/draw/manual.ts';
import { mermaid } from '../../../services/draw/mermaid.ts';
import { statecharts } from '../../../services/draw/product-charts.ts';
import { statechartOf } from '../../../services/draw/statechart-of.ts';
import { takenArrows } from '../../../services/draw/taken-arrows.ts';
import { lightMachine } from './light.ts';

const light = statechartOf(lightMachine);

describe('a statechart as data', () => {
  test('has every state once, after the one that it is in, with its kind', () => {
    const told = light.states.map(({ id, parent, kind, is_initial: isInitial }) => [id, parent, kind, isInitial]);
    expect(told).toEqual([
      ['light', null, 'compound', false],
      ['off', 'light', 'atomic', true],
      ['on', 'light', 'parallel', false],
      ['on__shine', 'on', 'compound', false],
      ['on__shine__bright', 'on__shine', 'atomic', true],
      ['on__shine__dimmed', 'on__shine', 'atomic', false],
      ['on__hum', 'on', 'atomic', false],
      ['broken', 'light', 'final', false],
    ]);
  });

  test('says in words what happens and on which condition, and keeps the type of the event', () => {
    expect(light.arrows).toContainEqual({
      from: 'off',
      to: 'on',
      event: 'pressed',
      words: 'pressed',
      guard: 'isDark and not isBroken',
    });
    expect(light.arrows).toContainEqual({
      from: 'on__shine__bright',
      to: 'on__shine__dimmed',
      event: 'xstate.done.actor.timer',
      words: 'timer is done',
      guard: null,
    });
  });

  test('names the effects of a state', () => {
    const bright = light.states.find(({ id }) => id === 'on__shine__bright');
    expect(bright?.effects).toEqual([{ id: 'timer', name: 'sleepUntil' }]);
  });

  test('is what the wire takes', () => expect(Value.Check(Statechart, light)).toBe(true));

  test('is plain data', () => expect(structuredClone(light)).toEqual(light));
});

describe('a drawing', () => {
  test('is a tree for the terminal', () => {
    expect(ascii(light)).toBe(`light: A lamp on the stairs.
|   inspect stays
|-- off (first): Dark.
|       pressed, if isDark and not isBroken -> on
|-- on (parallel): Shines, and hums.
|   |   failed -> broken
|   |-- shine: Until somebody has had time to climb.
|   |   |-- bright (first): Full light.
|   |   |       does sleepUntil (timer)
|   |   |       timer is done -> on.shine.dimmed
|   |   |       timer failed stays
|   |   \`-- dimmed: A "last warning".
|   |           pressed -> on.shine.bright
|   |           night: fell -> off
|   \`-- hum: It always hums.
\`-- broken (final): Needs a new bulb.
`);
  });

  test('is a Mermaid diagram whose words cannot break it', () => {
    expect(mermaid(light)).toBe(`stateDiagram-v2
  [*] --> off
  state "off" as off
  state "on" as on {
    state "shine" as on__shine {
      [*] --> on__shine__bright
      state "bright" as on__shine__bright
      state "dimmed" as on__shine__dimmed
    }
    --
    state "hum" as on__hum
  }
  state "broken" as broken
  broken --> [*]
  off --> on : pressed, if isDark and not isBroken
  on --> broken : failed
  on__shine__bright --> on__shine__dimmed : timer is done
  on__shine__bright --> on__shine__bright : timer failed
  on__shine__dimmed --> on__shine__bright : pressed
  on__shine__dimmed --> off : night  fell
`);
  });

  test('has a box around regions, where Mermaid can divide them', () => {
    const regions = createMachine({ id: 'pair', type: 'parallel', states: { left: {}, right: {} } });
    expect(mermaid(statechartOf(regions))).toBe(`stateDiagram-v2
  state "pair" as pair {
    state "left" as left
    --
    state "right" as right
  }
`);
  });

  test('is a Graphviz digraph with clusters for nested states', () => {
    const drawn = dot(light);
    expect(drawn).toContain('subgraph "cluster_on" {');
    expect(drawn).toContain(String.raw`tooltip="A \"last warning\"."`);
    expect(drawn).toContain('"off" -> "on__anchor" [label="pressed, if isDark and not isBroken", lhead="cluster_on"];');
    expect(drawn).toContain('"on__anchor" -> "broken" [label="failed", ltail="cluster_on"];');
    expect(drawn.match(/\{/g)).toHaveLength(drawn.match(/\}/g)?.length ?? 0);
  });

  test('of the manual shows a picture, and tells what each state means and where it leads', () => {
    const page = manual([light]);
    expect(page).toContain('](images/statecharts/light.svg)');
    expect(page).toContain('| `on.shine.bright` | Full light. | `sleepUntil` | `timer failed` |');
    expect(page).toContain('| `off` | pressed | `isDark and not isBroken` | `on` |');
  });
});

describe('a drawing with marks', () => {
  const marks = { active: ['on', 'on__shine', 'on__shine__bright', 'on__hum'], taken: [1] };

  test('says in the terminal which states are active, and which way was taken', () => {
    const lines = ascii(light, marks).split('\n');
    expect(lines).toContain('|-- * on (active, parallel): Shines, and hums.');
    expect(lines).toContain('|   |   |-- * bright (active, first): Full light.');
    expect(lines).toContain('|       > pressed, if isDark and not isBroken -> on');
    expect(lines).toContain('|-- off (first): Dark.');
  });

  test('has a class for active states in Mermaid, and none without', () => {
    expect(mermaid(light, marks)).toMatch(
      /\n {2}classDef active [^\n]+\n {2}class on active\n {2}class on__shine active\n/,
    );
    expect(mermaid(light, { active: [] })).not.toContain('classDef');
  });

  test('fills active states in Graphviz', () => {
    const drawn = dot(light, marks);
    expect(drawn).toMatch(/"on__shine__bright" \[[^\n]*fillcolor=/);
    expect(drawn).toMatch(/"off" -> "on__anchor" \[[^\n]*penwidth=3\]/);
    expect(drawn).not.toMatch(/"off" \[[^\n]*fillcolor=/);
  });
});

describe('the arrows that a step took', () => {
  const pressed = { event: 'pressed', taken: [{ from: 'off', to: ['on'] }] };

  test('lead from its states to its states on its event', () => expect(takenArrows(light, pressed)).toEqual([1]));

  test('are none when it only began', () => {
    expect(takenArrows(light, { event: 'xstate.init', taken: [] })).toEqual([]);
  });

  test('may hear any event, if none hears this one', () => {
    const arrow = { from: 'a', to: 'b', words: '', guard: null };
    const arrows = [
      { ...arrow, event: 'mail.*' },
      { ...arrow, event: 'mail.lost' },
      { ...arrow, event: '*' },
    ];
    const taken = [{ from: 'a', to: ['b'] }];
    expect(takenArrows({ arrows }, { event: 'mail.lost', taken })).toEqual([1]);
    expect(takenArrows({ arrows }, { event: 'mail.came', taken })).toEqual([0, 2]);
  });
});

describe.each(statecharts())('the drawing of $name', (chart) => {
  const ids = chart.states.map(({ id }) => id);

  test('has a distinct id for every state', () => expect(new Set(ids).size).toBe(ids.length));

  test('leads every arrow from a state to a state', () => {
    const loose = chart.arrows.filter(({ from, to }) => !ids.includes(from) || !ids.includes(to));
    expect(loose).toEqual([]);
  });

  test('shows every state in every format', () => {
    const [tree, diagram, digraph] = [ascii(chart), mermaid(chart), dot(chart)];
    const below = ids.slice(1);
    expect(below.filter((id) => !diagram.includes(` as ${id}`) || !digraph.includes(`"${id}`))).toEqual([]);
    expect(tree.match(/^[ |]*[|`]-- /gm)).toHaveLength(below.length);
  });
});
