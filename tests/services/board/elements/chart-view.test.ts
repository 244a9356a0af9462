import { describe, expect, test } from 'vitest';
import {
  boxAround,
  firstView,
  fitted,
  held,
  revealed,
  viewAfterKey,
  whole,
  zoomed,
} from '../../../../services/board/elements/chart-view.ts';

const picture = { width: 1000, height: 400 };
const window = { width: 500, height: 300 };

describe('the view of a picture', () => {
  test('has the whole width at first', () => expect(fitted(picture, window)).toEqual({ scale: 0.5, x: 0, y: 0 }));

  test('has a small picture in the middle, as large as it is', () => {
    expect(fitted({ width: 100, height: 50 }, window)).toEqual({ scale: 1, x: 200, y: 0 });
  });

  test('has all of it when asked', () => {
    expect(whole({ width: 500, height: 600 }, window)).toEqual({ scale: 0.5, x: 125, y: 0 });
    expect(whole(picture, window)).toEqual(fitted(picture, window));
  });

  test('keeps the point still at which it is zoomed', () => {
    const view = zoomed({ scale: 1, x: 10, y: 20 }, 2, { x: 110, y: 70 });
    expect(view).toEqual({ scale: 2, x: -90, y: -30 });
  });

  test.each([
    [1000, 4],
    [0.00001, 0.1],
  ])('is zoomed by %d to %d at most', (factor, scale) => {
    expect(zoomed({ scale: 1, x: 0, y: 0 }, factor, { x: 0, y: 0 }).scale).toBe(scale);
  });

  test.each([
    [
      { x: -9999, y: -9999 },
      { x: -940, y: -340 },
    ],
    [
      { x: 9999, y: 9999 },
      { x: 440, y: 240 },
    ],
  ])('pushed to %o it stays in sight', (far, near) => {
    expect(held({ scale: 1, ...far }, picture, window)).toEqual({ scale: 1, ...near });
  });

  test.each([
    ['+', { scale: 1.25, x: -62.5, y: -37.5 }],
    ['ArrowRight', { scale: 1, x: -60, y: 0 }],
    ['ArrowUp', { scale: 1, x: 0, y: 60 }],
    ['0', { scale: 0.5, x: 0, y: 0 }],
    ['Tab', undefined],
  ])('after %s is %o', (key, view) => {
    expect(viewAfterKey(key, { scale: 1, x: 0, y: 0 }, { picture, window })).toEqual(view);
  });

  test.each([
    ['is there already', { x: 100, y: 100, width: 50, height: 50 }, { x: 0, y: 0 }],
    ['lies to the right and below', { x: 600, y: 380, width: 100, height: 20 }, { x: -224, y: -124 }],
    ['lies to the left and above', { x: -50, y: -10, width: 20, height: 20 }, { x: 74, y: 34 }],
    ['is too large', { x: 100, y: 0, width: 900, height: 10 }, { x: -76, y: 24 }],
  ])('is pushed as little as it takes to show what %s', (_, box, there) => {
    expect(revealed({ scale: 1, x: 0, y: 0 }, box, window)).toEqual({ scale: 1, ...there });
  });

  test('begins with what matters, and larger where it could not be read', () => {
    const focus = { x: 2000, y: 1000, width: 100, height: 50 };
    expect(firstView({ width: 800, height: 400 }, window, undefined).scale).toBe(0.625);
    expect(firstView({ width: 3000, height: 2000 }, window, undefined).scale).toBeCloseTo(1 / 6);
    expect(firstView({ width: 3000, height: 2000 }, window, focus)).toEqual({ scale: 0.75, x: -1099, y: -511.5 });
  });
});

describe('the box around some', () => {
  test('is the least one', () => {
    const boxes = [
      { x: 10, y: 50, width: 10, height: 10 },
      { x: 0, y: 80, width: 5, height: 40 },
    ];
    expect([boxAround(boxes), boxAround([])]).toEqual([{ x: 0, y: 50, width: 20, height: 70 }, undefined]);
  });
});
