import { describe, expect, test } from 'vitest';
import { filledPage } from '../../../services/draw/filled-page.ts';
import { statechartOf } from '../../../services/draw/statechart-of.ts';
import { lightMachine } from './light.ts';

const light = statechartOf(lightMachine);

const page = (inside: string) => `# Lights\n\n<!-- chart: light -->\n${inside}<!-- end of chart -->\n\nBy hand.\n`;

describe('a page that is written by hand', () => {
  const filled = filledPage(page(''), [light]);

  test('gets the chart that it names, in its place', () => {
    expect(filled).toMatch(/^# Lights\n\n<!-- chart: light -->\n/);
    expect(filled).toContain('](images/statecharts/light.svg)');
    expect(filled).toContain('| `on.shine.bright` | Full light. |');
    expect(filled).toMatch(/\n<!-- end of chart -->\n\nBy hand\.\n$/);
  });

  test('is the same when it is filled once more, or when what it had is out of date', () => {
    expect(filledPage(filled, [light])).toBe(filled);
    expect(filledPage(page('old\n'), [light])).toBe(filled);
  });

  test('has each of its charts replaced for itself', () => {
    const twice = filledPage(page('') + page('old\n'), [light]);
    expect(twice).toBe(filled + filled);
  });

  test('may not name a chart that is not there', () => {
    expect(() => filledPage(page('').replace('light', 'dark'), [light])).toThrow('no statechart is called dark');
  });
});
