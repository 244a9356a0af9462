import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Value } from 'typebox/value';
import { BadConfig, failureOf } from '../../machines/errors.ts';
import { hasCode } from '../../services/host/error-code.ts';
import { isDay } from './exceptions.ts';
import { HostSettings } from './host-settings.ts';

/** Where the Nix side writes what is to be collected. */
export const SETTINGS_FILE = '/etc/nixfleet/compliance.json';

/** Which settings are meant. */
export interface SettingsPlace {
  /** `/`, or a folder that stands for the machine. */
  readonly root: string;
  /** Another file than that of the machine. */
  readonly config: string | undefined;
}

/** What is set for this machine, its own paths below the root. Throws `BadConfig` that names file and field. */
export function settingsAt({ root, config }: SettingsPlace): HostSettings {
  const file = config ?? join(root, SETTINGS_FILE);
  const settings = readSettings(textOf(file), file);
  const below = (path: string) => (resolve(root) === '/' ? path : join(root, path));
  const { directory, signingKey } = settings;
  return { ...settings, directory: below(directory), signingKey: signingKey === null ? null : below(signingKey) };
}

/** Reads settings; `file` is named by what is wrong. Throws `BadConfig`. */
export function readSettings(text: string, file: string): HostSettings {
  const value = parsed(text, file);
  if (!Value.Check(HostSettings, value)) {
    const [first] = Value.Errors(HostSettings, value);
    const place = first?.instancePath.slice(1).replaceAll('/', '.');
    throw new BadConfig(`${file}: ${place || 'the file'} ${first?.message ?? 'is wrong'}`);
  }
  const wrong = contradiction(value);
  if (wrong !== undefined) throw new BadConfig(`${file}: ${wrong}`);
  return value;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const remedy = 'set compliance.evidence.collector.enable, or enable a framework or a control, and switch';
    const problem = hasCode(cause, 'ENOENT')
      ? `${file} is not there: compliance is off on this machine; ${remedy}`
      : `${file} cannot be read: ${failureOf(cause).message}`;
    throw new BadConfig(problem, {}, { cause });
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadConfig(`${file} is no JSON: ${failureOf(cause).message}`, {}, { cause });
  }
}

/** What the shape cannot show. */
function contradiction({ probes, exceptions }: HostSettings): string | undefined {
  const controls = probes.map(({ control }) => control);
  const twice = controls.find((control, index) => controls.indexOf(control) !== index);
  if (twice !== undefined)
    return `two probes are for the control "${twice}": rename the control of one of compliance.evidence.probes`;
  for (const [id, { rationale, expires }] of Object.entries(exceptions)) {
    if (rationale.trim() === '') return `exceptions.${id}.rationale is empty: say why`;
    if (expires !== null && !isDay(expires)) return `exceptions.${id}.expires is "${expires}", not a day as 2026-12-31`;
  }
  return undefined;
}
