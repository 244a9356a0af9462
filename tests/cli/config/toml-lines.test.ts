import { parseTOML } from 'confbox/toml';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyText, tomlLines } from '../../../cli/config/toml-lines.ts';

const lineIn = (text: string, ...path: string[]) => {
  parseTOML(text);
  return tomlLines(text)(path);
};

describe('the line of a key in a TOML document', () => {
  test.each<[string, string[], number]>([
    ['a = 1', ['a'], 1],
    ['\n# a = 0\n a = 1', ['a'], 3],
    ['[t]\n\nb = 1', ['t', 'b'], 3],
    ['[t]\n\nb = 1', ['t'], 1],
    ['[ t . u ]\nb = 1', ['t', 'u', 'b'], 2],
    ['[t.u]\nb = 1\n[t]\nb = 2', ['t', 'b'], 4],
    ['t . b = 1\nt.c = 2', ['t', 'c'], 2],
    ['"a.b" = 1\n[a]\nb = 2', ['a.b'], 1],
    ['"a.b" = 1\n[a]\nb = 2', ['a', 'b'], 3],
    ['[\'x y\'."\\u00e4\\t"]\nb = 2', ['x y', 'ä\t', 'b'], 2],
    ['"\\U0001F600" = 1\r\nb = 2\r\n', ['😀'], 1],
    ['a = { b = 1, c = { "d e" = 2 } }\nf = 3', ['a', 'c', 'd e'], 1],
    ['a = { b = 1, c = { "d e" = 2 } }\nf = 3', ['f'], 2],
    ['a = """\nb = 1\n\\""" [c]\n"""\nb = 2', ['b'], 5],
    ["a = '''\nb = 1\n'''\nb = 2", ['b'], 4],
    ['a = """x"""""\nb = 2', ['b'], 2],
    ["a = '\\'\nb = 2", ['b'], 2],
    ['a = "\\"# b = 1"\nb = 2', ['b'], 2],
    ['a = [ # one\n "]", # b = 1\n [1, 2],\n { c = "}" },\n]\nb = 2', ['b'], 6],
    ['a = 1979-05-27 07:32:00 # b\nb = 2', ['b'], 2],
    ['a = "" # b = 1', ['a'], 1],
    ['[[a]]\nb = 1\n[[a]]\nb = 2', ['a'], 1],
    ['\ufeffa = 1', ['a'], 1],
  ])('is found: %j %j', (text, path, line) => {
    expect(lineIn(text, ...path)).toBe(line);
  });

  test.each<[string, string[]]>([
    ['# a = 1', ['a']],
    ['a = "\\nb = 1"', ['b']],
    ['', ['a']],
  ])('is none where there is no key: %j %j', (text, path) => {
    expect(lineIn(text, ...path)).toBeUndefined();
  });

  test('is that of the line that was written, whatever stands before it', () => {
    const noise = fc.constantFrom(
      ...[
        '',
        '# [x] y = 1',
        'n% = """\n[z]\nk = 1\n"""',
        "n% = '''\n''k = \"\n'''",
        'n% = [\n  "]", # ]\n  { k = 1 },\n]',
      ],
      ...['n% = { k = "}\\"" }', 'n%.m = 0x1F', 'n% = -inf # "', "'n %' = true"],
    );
    const name = fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 8 }), name, (before, key) => {
        const lines = before.map((line, index) => line.replace('%', String(index)));
        const text = [...lines, `[${JSON.stringify(`t${key}`)}.${JSON.stringify(key)}]`, 'x = 1'].join('\n');
        fc.pre(isToml(text));
        expect(tomlLines(text)([`t${key}`, key, 'x'])).toBe(text.split('\n').length);
        expect(tomlLines(text)([`t${key}`, key])).toBe(text.split('\n').length - 1);
      }),
    );
  });

  test('is looked for to the end in whatever text there is', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'ab.=[]{}"\'#,\\\n \t'.split('')), { maxLength: 40 }), (characters) => {
        expect(tomlLines(characters.join(''))(['never'])).toBeUndefined();
      }),
    );
  });
});

describe('the name of a key', () => {
  test('has quotes where it needs them', () => {
    expect(keyText(['control-plane', 'a.b', ''])).toBe('control-plane."a.b".""');
  });
});

function isToml(text: string): boolean {
  try {
    parseTOML(text);
    return true;
  } catch {
    // JSON escapes what TOML does not: such a key is left out.
    return false;
  }
}
