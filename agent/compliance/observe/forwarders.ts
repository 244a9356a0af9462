import type { Machine } from '../machine.ts';
import { activeUnits } from './units.ts';

/** Units that bring the log to another machine. NixOS calls rsyslog's `syslog`. */
export const FORWARDERS: readonly string[] = [
  'vector.service',
  'promtail.service',
  'rsyslog.service',
  'syslog.service',
  'syslog-ng.service',
  'systemd-journal-upload.service',
  'alloy.service',
  'fluent-bit.service',
];

/** What brings the log away, and where to as far as can be known here. */
export interface Forwarding {
  /** Units that run. */
  readonly active: readonly string[];
  /** Those of them whose configuration names the address; undefined: none was asked for. */
  readonly naming: readonly string[] | undefined;
}

/** Who brings the log away, and whose configuration names an address such as `logs.example:6514` or a URL. */
export async function observeForwarding(machine: Machine, address: string | null): Promise<Forwarding> {
  const active = await activeUnits(machine, FORWARDERS);
  if (address === null) return { active, naming: undefined };
  const isNamed = await Promise.all(active.map((unit) => configurationNames(machine, unit, address)));
  return { active, naming: active.filter((_, index) => isNamed[index]) };
}

/** Where those have their configuration whose command line does not name it. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  'systemd-journal-upload.service': ['/etc/systemd/journal-upload.conf', '/etc/systemd/journal-upload.conf.d'],
  'rsyslog.service': ['/etc/rsyslog.conf', '/etc/rsyslog.d'],
  'syslog-ng.service': ['/etc/syslog-ng'],
  'vector.service': ['/etc/vector'],
  'promtail.service': ['/etc/promtail'],
  'alloy.service': ['/etc/alloy'],
  'fluent-bit.service': ['/etc/fluent-bit'],
};
const LONGEST = 1024 * 1024;
const MOST_FILES = 200;

async function configurationNames(machine: Machine, unit: string, address: string): Promise<boolean> {
  const files = [...(await filesNamedBy(machine, unit)), ...(PLACES[unit] ?? [])];
  const texts = await Promise.all(files.map((file) => textsAt(machine, file)));
  return texts.flat().some((text) => namesAddress(text, address));
}

/** The absolute paths on the command line, also behind a `--config=`. */
async function filesNamedBy(machine: Machine, unit: string): Promise<readonly string[]> {
  const answer = await machine.ask(['systemctl', 'show', '--property=ExecStart', '--', unit]);
  const [, words = ''] = /argv\[\]=(.*?) ; /.exec(answer?.stdout ?? '') ?? [];
  const paths = words.split(/\s+/).flatMap((word) => /(?:^|=)(\/\S+)$/.exec(word)?.[1] ?? []);
  return paths.slice(0, MOST_FILES);
}

async function textsAt(machine: Machine, path: string): Promise<readonly string[]> {
  const facts = await machine.facts(path);
  if (facts?.isFile === true) return facts.bytes > LONGEST ? [] : [(await machine.text(path)) ?? ''];
  if (facts?.isDirectory !== true) return [];
  const names = ((await machine.names(path)) ?? []).slice(0, MOST_FILES);
  const files = await Promise.all(
    names.map(async (name) => ({ path: `${path}/${name}`, facts: await machine.facts(`${path}/${name}`) })),
  );
  const small = files.filter((file) => file.facts?.isFile === true && file.facts.bytes <= LONGEST);
  return await Promise.all(small.map(async (file) => (await machine.text(file.path)) ?? ''));
}

/** Whether a configuration names an address: its host as a word of its own, and its port. Comments do not count. */
export function namesAddress(configuration: string, address: string): boolean {
  const [, host = '', port] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(\[[0-9a-fA-F:]+\]|[^:/]+)(?::(\d+))?/.exec(address) ?? [];
  const text = configuration
    .split('\n')
    .filter((line) => !/^\s*(#|\/\/|;)/.test(line))
    .join('\n');
  return isWordIn(text, host.replaceAll(/[[\]]/g, '')) && (port === undefined || isWordIn(text, port));
}

function isWordIn(text: string, word: string): boolean {
  if (word === '') return false;
  const exact = word.replaceAll(/[\\^$.|?*+()]/g, '\\$&');
  return new RegExp(`(?<![A-Za-z0-9.-])${exact}(?![A-Za-z0-9-]|\\.[A-Za-z0-9])`, 'i').test(text);
}
