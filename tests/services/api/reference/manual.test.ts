import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contract } from '../../../../services/api/contract/contract.ts';
import { apiManual } from '../../../../services/api/reference/manual.ts';
import { methodsSource } from '../../../../services/api/reference/methods-source.ts';
import { sockets } from '../../../../services/api/reference/sockets.ts';
import { checkout } from '../../../support/checkout.ts';

const manual = apiManual();
const headings = [...manual.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
/** What a page makes of a heading. */
const anchorOf = (title: string): string => title.toLowerCase().replaceAll(' ', '-');

describe('the manual of the API', () => {
  test('is docs/api.md as it is (else: npm run docs)', () => {
    expect(readFileSync(join(checkout, 'docs/api.md'), 'utf8')).toBe(manual);
  });

  test('has a place for every endpoint and every WebSocket', () => {
    const wanted = [...Object.keys(contract), ...sockets.map(({ name }) => name)];
    expect(headings).toEqual(expect.arrayContaining(wanted));
    expect(headings.length).toBe(new Set(headings).size);
  });

  test('links only to places that it has, each to one', () => {
    const shapes = manual.slice(manual.indexOf('## Shapes'));
    const places = headings.slice(0, headings.indexOf('Shapes') + 1).map(anchorOf);
    const anchors = [...places, ...[...shapes.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)];
    const links = [...manual.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(links.filter((link) => !anchors.includes(link ?? ''))).toEqual([]);
    expect(anchors.length).toBe(new Set(anchors).size);
  });

  test('shows a request of each endpoint whose JSON can be read', () => {
    const bodies = [...manual.matchAll(/-d '(.+)'$/gm)].map(([, json = '']) => JSON.parse(json) as unknown);
    expect(bodies).toHaveLength(Object.values(contract).filter((endpoint) => 'body' in endpoint).length);
    expect(manual.match(/^curl /gm)).toHaveLength(Object.keys(contract).length);
  });
});

describe('the methods of the client', () => {
  test('are services/api/client-methods.ts as they are (else: npm run docs)', () => {
    expect(readFileSync(join(checkout, 'services/api/client-methods.ts'), 'utf8')).toBe(methodsSource());
  });
});
