import { expect, test } from 'vitest';
import { FRAMEWORKS as CHOICES } from '../../../../services/board/compliance/frameworks.ts';
import { FRAMEWORKS } from '../../../../services/compliance/catalogue.ts';

test('the page offers the frameworks of the catalogue, by their names', () => {
  expect(CHOICES).toEqual(FRAMEWORKS.map(({ id, title }) => ({ id, title })));
});
