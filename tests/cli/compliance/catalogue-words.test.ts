import { describe, expect, test } from 'vitest';
import { CONTROL_WORDS, FRAMEWORK_WORDS } from '../../../cli/compliance/catalogue-words.ts';
import { CONTROLS, FRAMEWORKS } from '../../../services/compliance/catalogue.ts';

describe('the words that a shell offers', () => {
  test('are the frameworks of the catalogue', () => expect(FRAMEWORK_WORDS).toEqual(FRAMEWORKS.map(({ id }) => id)));
  test('are the controls of the catalogue', () => expect(CONTROL_WORDS).toEqual(CONTROLS.map(({ id }) => id)));
});
