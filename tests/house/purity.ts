import type { SourceFile } from './source-file.ts';
import { type Token, tokensOf } from './tokens.ts';

const REMEDY = 'time and chance arrive in events, effects are named in machines/ports.ts';
const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']);
const SURROUNDINGS = new Set(['process', 'crypto', 'performance', 'fetch', 'console']);

/** Clock, chance, timers and the world outside, used in files that must be pure. */
export function impurities(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const tokens = tokensOf(text);
    return tokens.flatMap(({ kind, line }, index) => {
      const what = kind === 'word' ? impurityAt(tokens, index) : undefined;
      return what === undefined ? [] : [`${path}:${line} uses ${what}: ${REMEDY}`];
    });
  });
}

function impurityAt(tokens: readonly Token[], index: number): string | undefined {
  const [before, word, next, second] = [-1, 0, 1, 2].map((offset) => tokens[index + offset]?.text ?? '');
  if (word === undefined || before === '.') return undefined;
  if (word === 'after' && next === ':') return '`after`, which a restart forgets (invoke sleepUntil)';
  if (word === 'Date' && next === '.' && second === 'now') return 'Date.now';
  if (word === 'Date' && before === 'new' && second === ')') return 'new Date()';
  if (word === 'Math' && next === '.' && second === 'random') return 'Math.random';
  if (TIMERS.has(word) && next === '(') return word;
  return SURROUNDINGS.has(word) && next === '.' ? word : undefined;
}
