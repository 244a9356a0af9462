import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { ascii } from '../../../services/draw/ascii.ts';
import { chartGraph } from '../../../services/draw/chart-graph.ts';
import { chartsIn } from '../../../services/draw/charts.ts';
import { dot } from '../../../services/draw/dot.ts';
import { manual } from '../../../services/draw/manual.ts';
import { mermaid } from '../../../services/draw/mermaid.ts';
import { machineModules } from '../../house/product-charts.ts';
import { lightMachine } from './light.ts';

const light = chartGraph(lightMachine);

describe('a statechart as data', () => {
  test('has every state once, with its place and kind', () => {
    const [off, on, broken] = light.root.states;
    expect([off?.isInitial, on?.kind, broken?.kind]).toEqual([true, 'parallel', 'final']);
    expect(on?.states.map(({ id }) => id)).toEqual(['on__shine', 'on__hum']);
  });

  test('says in words what happens and on which condition', () => {
    expect(light.arrows).toContainEqual({ from: 'off', to: 'on', event: 'pressed', guard: 'isDark and not isBroken' });
    expect(light.arrows).toContainEqual({
      from: 'on__shine__bright',
      to: 'on__shine__dimmed',
      event: 'timer is done',
      guard: undefined,
    });
  });

  test('names the effects of a state', () => {
    const bright = light.root.states[1]?.states[0]?.states[0];
    expect(bright?.effects).toEqual([{ id: 'timer', name: 'sleepUntil' }]);
  });

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
    expect(mermaid(chartGraph(regions))).toBe(`stateDiagram-v2
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

  test('of the manual tells what each state means', () => {
    expect(manual([lightMachine])).toContain('| `on.shine.bright` | Full light. | `sleepUntil` | `timer failed` |');
  });
});

const charts = chartsIn(await machineModules());

describe.each(charts)('the drawing of $id', (machine) => {
  const graph = chartGraph(machine);
  const ids = [...allIds(graph.root)];

  test('has a distinct id for every state', () => expect(new Set(ids).size).toBe(ids.length));

  test('leads every arrow from a state to a state', () => {
    const loose = graph.arrows.filter(({ from, to }) => !ids.includes(from) || !ids.includes(to));
    expect(loose).toEqual([]);
  });

  test('shows every state in every format', () => {
    const [tree, diagram, digraph] = [ascii(graph), mermaid(graph), dot(graph)];
    const below = ids.filter((id) => id !== graph.root.id);
    expect(below.filter((id) => !diagram.includes(` as ${id}`) || !digraph.includes(`"${id}`))).toEqual([]);
    expect(tree.match(/^[ |]*[|`]-- /gm)).toHaveLength(below.length);
  });
});

function* allIds({ id, states }: typeof light.root): Generator<string> {
  yield id;
  for (const state of states) yield* allIds(state);
}
