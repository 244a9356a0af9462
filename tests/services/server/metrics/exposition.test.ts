import { describe, expect, test } from 'vitest';
import { exposition } from '../../../../services/server/metrics/exposition.ts';

describe('the text for Prometheus', () => {
  test('has help, type, series, and a blank line between families', () => {
    const text = exposition([
      { name: 'a', help: 'One.', type: 'gauge', samples: [{ value: 1 }] },
      { name: 'b_total', help: 'Two\nlines.', type: 'counter', samples: [{ labels: { x: '1', y: '2' }, value: 0.5 }] },
    ]);
    expect(text).toBe(
      '# HELP a One.\n# TYPE a gauge\na 1\n\n# HELP b_total Two\\nlines.\n# TYPE b_total counter\nb_total{x="1",y="2"} 0.5\n',
    );
  });

  test('leaves out a family without series', () => {
    expect(exposition([{ name: 'a', help: '', type: 'gauge', samples: [] }])).toBe('');
  });

  test('escapes what would end a label', () => {
    const samples = [{ labels: { id: 'a"b\\c\nd' }, value: 1 }];
    expect(exposition([{ name: 'a', help: '', type: 'gauge', samples }])).toContain('a{id="a\\"b\\\\c\\nd"} 1');
  });

  test('has the buckets of a histogram, each with those before it', () => {
    const distribution = { bounds: [0.1, 1], counts: [2, 0, 1], sum: 5.2 };
    const text = exposition([
      { name: 'a', help: '', type: 'histogram', samples: [{ labels: { x: '1' }, distribution }] },
    ]);
    expect(text.split('\n').slice(2, -1)).toEqual([
      'a_bucket{x="1",le="0.1"} 2',
      'a_bucket{x="1",le="1"} 2',
      'a_bucket{x="1",le="+Inf"} 3',
      'a_sum{x="1"} 5.2',
      'a_count{x="1"} 3',
    ]);
  });
});
