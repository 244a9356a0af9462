import { posix } from 'node:path';
import type { SourceFile } from './source-file.ts';
import { type Token, tokensOf } from './tokens.ts';

/** One import of a file, or one `export … from`. */
export interface Import {
  /** As written; undefined where `import()` gets something else than a literal. */
  readonly specifier: string | undefined;
  readonly line: number;
  /** `import type`: nothing is loaded when the program runs. */
  readonly isTypeOnly: boolean;
  readonly isReexport: boolean;
}

/** Every import of a file: static, dynamic and re-exports, in their order. */
export function importsOf({ text }: SourceFile): Import[] {
  const tokens = tokensOf(text);
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'word' || tokens[index - 1]?.text === '.') return [];
    if (token.text === 'import') return imported(tokens, index);
    if (token.text === 'export') return reexported(tokens, index);
    return [];
  });
}

/** The file in the repository that an import means; undefined for packages. */
export function targetOf(from: SourceFile, { specifier }: Import): string | undefined {
  if (!specifier?.startsWith('.')) return undefined;
  return posix.join(posix.dirname(from.path), specifier);
}

/** The package an import means (`@fastify/websocket`, `kysely`, `node:fs`); undefined for files. */
export function packageOf({ specifier }: Import): string | undefined {
  if (specifier === undefined || specifier.startsWith('.')) return undefined;
  const [scope = '', name] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope.startsWith('node:') ? specifier : scope;
}

function imported(tokens: readonly Token[], index: number): Import[] {
  const [next, afterNext] = [tokens[index + 1], tokens[index + 2]];
  if (next === undefined || next.text === '.' || next.text === ':') return [];
  const line = next.line;
  if (next.kind === 'string') return [{ specifier: next.text, line, isTypeOnly: false, isReexport: false }];
  if (next.text === '(') {
    const specifier = afterNext?.kind === 'string' ? afterNext.text : undefined;
    return [{ specifier, line, isTypeOnly: tokens[index - 1]?.text === 'typeof', isReexport: false }];
  }
  const isTypeOnly = next.text === 'type' && afterNext?.text !== 'from' && afterNext?.text !== ',';
  return [{ specifier: sourceAfter(tokens, index), line, isTypeOnly, isReexport: false }];
}

/** `export { a } from`, `export * from`, and the same with `type`; other exports import nothing. */
function reexported(tokens: readonly Token[], index: number): Import[] {
  const isTypeOnly = tokens[index + 1]?.text === 'type';
  const first = tokens[index + (isTypeOnly ? 2 : 1)];
  if (first?.text !== '{' && first?.text !== '*') return [];
  const end = first.text === '*' ? index : tokens.findIndex(({ text }, at) => at > index && text === '}');
  if (first.text === '{' && tokens[end + 1]?.text !== 'from') return [];
  return [{ specifier: sourceAfter(tokens, end), line: first.line, isTypeOnly, isReexport: true }];
}

function sourceAfter(tokens: readonly Token[], index: number): string | undefined {
  const from = tokens.findIndex(
    ({ text, kind }, at) => at > index && kind === 'word' && text === 'from' && tokens[at + 1]?.kind === 'string',
  );
  return tokens[from + 1]?.text;
}
