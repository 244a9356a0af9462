import fc from 'fast-check';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { fleetEnvironment } from '../support/environment.ts';
import { runToEnd } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';
import { agentSettings } from './agent-settings.ts';
import { evaluated } from './evaluate.ts';
import { given } from './given.ts';

const Unit = Type.Object({
  environment: Type.Record(Type.String(), Type.String()),
  serviceConfig: Type.Object({ ExecStart: Type.String() }),
});
const Daemon = Type.Object({
  ProgramArguments: Type.Array(Type.String(), { minItems: 1 }),
  EnvironmentVariables: Type.Record(Type.String(), Type.String()),
});

/** Prints its arguments as JSON. */
const PRINTS = [process.execPath, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--'];
const ODD = [
  `it's "odd"`,
  '100 %h %%',
  '$HOME ${HOME} $$',
  'back\\slash\\',
  '; rm & <x> | `y`',
  'ü☃ and\ttabs\n\u0001',
  '',
];

/** A file of nix/lib about the agent that a program with these settings is. */
const about = (file: string, program: readonly string[], settings = {}) =>
  evaluated({
    expression: `import ./nix/lib/${file} { program = ${given(program)}; settings = ${given(agentSettings(settings))}; }`,
  });

/**
 * The arguments that systemd makes of a line: words in double quotes with escapes of C, then `%%` and `$$`; a specifier or a
 * variable is an error. systemd.service(5), "Command lines"; systemd.syntax(7), "Quoting".
 */
function systemdWords(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"(?: |$)|(.)/gsu)].map(([, word, stray]) => {
    if (word === undefined) throw new Error(`${JSON.stringify(stray)} is outside of quotes`);
    const plain = word.replace(/\\(u[0-9a-f]{4}|.)/gsu, (_, escape: string) => unescaped(escape));
    return plain.replace(/([%$])(.?)/gsu, (_, sign: string, next: string) => {
      if (next !== sign) throw new Error(`${sign}${next} would be expanded`);
      return sign;
    });
  });
}

function unescaped(escape: string): string {
  const known: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '"': '"', '\\': '\\' };
  if (escape.startsWith('u')) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  const character = known[escape];
  if (character === undefined) throw new Error(`\\${escape} is no escape of systemd's`);
  return character;
}

describe('an argument in a unit', () => {
  test('is the same to the program, whatever is in it', async () => {
    // A property has no way to ask Nix for each: one evaluation takes them all.
    const texts = [...ODD, ...fc.sample(fc.string({ unit: 'binary' }), { numRuns: 300, seed: 7 })].filter(
      (text) => !text.includes('\0'),
    );
    const quoted = await evaluated({
      expression: `builtins.concatStringsSep " " (map (import ./nix/lib/systemd-argument.nix) ${given(texts)})`,
    });
    expect(systemdWords(String(quoted))).toEqual(texts);
  });
});

describe('the unit of the agent', () => {
  test('starts it with arguments that systemd leaves as they are', async () => {
    const settings = { machineId: ODD.join(), dbPath: '/100 % "of" $HOME/state.db' };
    const unit = Value.Parse(Unit, await about('agent-unit.nix', ['/a b/agent'], settings));
    const [program, ...words] = systemdWords(unit.serviceConfig.ExecStart);
    expect(program).toBe('/a b/agent');
    expect(words).toContain(`--machine-id=${settings.machineId}`);
    expect(words).toContain(`--db-path=${settings.dbPath}`);
  });

  test('has tags that systemd does not expand', async () => {
    const unit = Value.Parse(Unit, await about('agent-unit.nix', ['/agent'], { tags: ['100 %h', '$HOME'] }));
    expect(unit.environment['NIXFLEET_TAGS']).toBe('100 %%h,$HOME');
  });
});

describe('the launchd daemon of the agent', () => {
  test('starts it with its arguments as they are, by a shell', async () => {
    const settings = { machineId: ODD.join(' '), tags: ['100 %h', '$HOME'] };
    const daemon = Value.Parse(Daemon, await about('agent-daemon.nix', PRINTS, settings));
    const [file = '', ...rest] = daemon.ProgramArguments;
    // There is no wait4path but on macOS: the shell goes on without.
    const { stdout } = await runToEnd({ argv: [file, ...rest], env: fleetEnvironment(tempFolder()) });
    expect(JSON.parse(stdout)).toContain(`--machine-id=${settings.machineId}`);
    expect(daemon.EnvironmentVariables['NIXFLEET_TAGS']).toBe('100 %h,$HOME');
  });
});
