import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { layout } from '../../../services/draw/layout.ts';
import { svg } from '../../../services/draw/svg.ts';
import { SOME_CHARTS } from './some-charts.ts';
import { xmlFaults } from './xml-faults.ts';

const folder = join(import.meta.dirname, 'golden');
/** Makes the pictures anew: look at them before you keep them. */
const isMaking = process.env['NIXFLEET_GOLDEN'] === 'make';

const fileOf = (name: string): string => join(folder, `${name.replaceAll(/\W+/g, '-').replaceAll(/^-|-$/g, '')}.svg`);

describe.each(SOME_CHARTS)('the picture of the chart $name', (chart) => {
  const marks = { active: chart.states.slice(1, 3).map(({ id }) => id), taken: [0] };

  test('is as it was (else look at it, and make it anew with NIXFLEET_GOLDEN=make)', async () => {
    const picture = svg(chart, await layout(chart), marks);
    const file = fileOf(chart.name);
    if (isMaking) writeFileSync(file, picture);
    expect(xmlFaults(picture)).toEqual([]);
    expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(picture);
  });
});

test('every golden picture has its chart', () => {
  const files = readdirSync(folder).map((file) => join(folder, file));
  expect(files.toSorted()).toEqual(SOME_CHARTS.map(({ name }) => fileOf(name)).toSorted());
});
