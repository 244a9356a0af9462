import type { Finished } from '../../../services/host/process.ts';
import type { Machine } from '../machine.ts';
import { matchingFiles } from './matching-files.ts';
import { matchesIn, printedKeyword, type SshdMatch, settingsIn, type SshdSetting, wordsIn } from './sshd-config.ts';

/** Settings of sshd by keyword (small letters), as `sshd -T` prints them. */
export type SshdSettings = ReadonlyMap<string, string>;

/** How somebody who comes in meets sshd. */
export interface SshdView {
  /** For whom: null is everybody, else the words of a `Match`. */
  readonly criteria: string | null;
  readonly settings: SshdSettings;
}

const CONFIG = '/etc/ssh/sshd_config';

/**
 * The settings in force as sshd itself understands its configuration: for everybody, then for each `Match`. Empty: there is no sshd
 * here. Throws when it is configured and cannot be asked.
 */
export async function observeSshd(machine: Machine): Promise<readonly SshdView[]> {
  const text = await machine.text(CONFIG);
  if (text === undefined) return [];
  const all = settingsSaid(await printed(machine, text));
  const matches = await matchesIn(text, (patterns) => includedTexts(machine, patterns));
  return [{ criteria: null, settings: all }, ...matches.map((match) => viewOf(match, all))];
}

/** What sshd prints is one setting a line; of those that come several times (`hostkey`) all values, one a line. */
function settingsSaid(output: string): SshdSettings {
  const said = new Map<string, string>();
  for (const { keyword, value } of settingsIn(output)) {
    const before = said.get(keyword);
    said.set(keyword, before === undefined ? value : `${before}\n${value}`);
  }
  return said;
}

/** `-T` looks for host keys and for its folder below /run as well, as if it started; `-G` (OpenSSH 9.3) only reads. */
async function printed(machine: Machine, text: string): Promise<string> {
  const started = await askedFor(machine, '-T', text);
  if (started === undefined) throw new Error(`${CONFIG} is there, and no program sshd that could read it`);
  if (started.exitCode === 0) return started.stdout;
  const read = await askedFor(machine, '-G', text);
  if (read?.exitCode === 0) return read.stdout;
  throw new Error(`sshd cannot read ${CONFIG}: ${started.stderr.trim().slice(0, 1024)}`);
}

async function askedFor(machine: Machine, option: '-T' | '-G', text: string): Promise<Finished | undefined> {
  if (machine.root === '/') return await machine.ask(['sshd', option, '-f', CONFIG]);
  // By way of a pipe, for sshd opens its input by name, and what we give to a program is a socket.
  const argv = ['sh', '-c', 'cat | sshd "$1" -f /dev/stdin', 'sshd', option] as const;
  return await machine.ask(argv, configBelow(machine, text));
}

/** The same for a machine that is a folder here: what it includes and its keys are below that. */
function configBelow(machine: Machine, text: string): string {
  const lines = text.split('\n').map((line) => {
    const [setting] = settingsIn(line);
    if (setting === undefined || !['include', 'hostkey'].includes(printedKeyword(setting.keyword))) return line;
    return `${setting.keyword} ${wordsIn(setting.value)
      .map((word) => `"${machine.path(beside(word))}"`)
      .join(' ')}`;
  });
  return lines.join('\n');
}

const beside = (word: string): string => (word.startsWith('/') ? word : `/etc/ssh/${word}`);

async function includedTexts(machine: Machine, patterns: readonly string[]): Promise<readonly string[]> {
  const files = await Promise.all(patterns.map((pattern) => matchingFiles(machine, beside(pattern))));
  const texts = await Promise.all(files.flat().map((file) => machine.text(file)));
  return texts.map((text) => text ?? '');
}

/** Inside a `Match` the first of several wins, under whichever of its names, and before what holds for all. */
function viewOf({ criteria, settings }: SshdMatch, all: SshdSettings): SshdView {
  const own = settings
    .toReversed()
    .map(({ keyword, value }: SshdSetting) => [printedKeyword(keyword), asPrinted(value)] as const);
  return { criteria, settings: new Map([...all, ...own]) };
}

/** In small letters and without the quotes around single words. */
const asPrinted = (value: string): string => wordsIn(value).join(' ').toLowerCase();
