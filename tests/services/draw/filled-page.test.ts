import { describe, expect, test } from 'vitest';
import { filledPage } from '../../../services/draw/filled-page.ts';
import { lightMachine } from './light.ts';

const page = (inside: string) => `# Lights\n\n<!-- chart: light -->\n${inside}<!-- end of chart -->\n\nBy hand.\n`;

describe('a page that is written by hand', () => {
  const filled = filledPage(page(''), [lightMachine]);

  test('gets the chart that it names, in its place', () => {
    expect(filled).toMatch(/^# Lights\n\n<!-- chart: light -->\n/);
    expect(filled).toContain('```mermaid\nstateDiagram-v2\n');
    expect(filled).toContain('| `on.shine.bright` | Full light. |');
    expect(filled).toMatch(/\n<!-- end of chart -->\n\nBy hand\.\n$/);
  });

  test('is the same when it is filled once more, or when what it had is out of date', () => {
    expect(filledPage(filled, [lightMachine])).toBe(filled);
    expect(filledPage(page('old\n'), [lightMachine])).toBe(filled);
  });

  test('has each of its charts replaced for itself', () => {
    const twice = filledPage(page('') + page('old\n'), [lightMachine]);
    expect(twice).toBe(filled + filled);
  });

  test('may not name a chart that is not there', () => {
    expect(() => filledPage(page('').replace('light', 'dark'), [lightMachine])).toThrow('no statechart is called dark');
  });
});
