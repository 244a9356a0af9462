/** A value of a setting; a list stands in as many lines, and an empty string takes back what was said before. */
export type UnitValue = string | number | boolean | readonly (string | number)[];

/** A unit as `systemd.services` and `systemd.timers` of NixOS have it, as far as ours use them. */
export interface NixUnit {
  readonly description?: string;
  readonly after?: readonly string[];
  readonly before?: readonly string[];
  readonly wants?: readonly string[];
  readonly requires?: readonly string[];
  readonly wantedBy?: readonly string[];
  readonly startLimitIntervalSec?: number;
  readonly stopIfChanged?: boolean;
  readonly environment?: Readonly<Record<string, string | null>>;
  /** Folders of packages: their `bin` and `sbin` are searched. */
  readonly path?: readonly string[];
  readonly unitConfig?: Readonly<Record<string, UnitValue>>;
  readonly serviceConfig?: Readonly<Record<string, UnitValue>>;
  readonly timerConfig?: Readonly<Record<string, UnitValue>>;
}

/** The unit file that NixOS makes of it. */
export function unitText(unit: NixUnit): string {
  const { environment = {}, path = [], stopIfChanged = true, startLimitIntervalSec } = unit;
  const folders = path.flatMap((folder) => [`${folder}/bin`, `${folder}/sbin`]);
  const variables = { ...environment, ...(folders.length > 0 && { PATH: folders.join(':') }) };
  const text = (words: readonly string[] = []) => words.join(' ');
  return [
    ...section('Unit', {
      Description: unit.description ?? '',
      After: text(unit.after),
      Before: text(unit.before),
      Wants: text(unit.wants),
      Requires: text(unit.requires),
      ...(startLimitIntervalSec !== undefined && { StartLimitIntervalSec: startLimitIntervalSec }),
      ...unit.unitConfig,
    }),
    ...section('Service', {
      Environment: Object.entries(variables).flatMap(([name, value]) =>
        value === null ? [] : [JSON.stringify(`${name}=${value}`)],
      ),
      ...(!stopIfChanged && { 'X-StopIfChanged': false }),
      ...unit.serviceConfig,
    }),
    ...section('Timer', { ...unit.timerConfig }),
    ...section('Install', { WantedBy: text(unit.wantedBy) }),
  ].join('\n');
}

/** An empty text that is not of a list is a setting that there is not. */
function section(name: string, settings: Readonly<Record<string, UnitValue>>): string[] {
  const lines = Object.entries(settings).flatMap(([key, value]) => {
    if (value === '') return [];
    return (typeof value === 'object' ? value : [value]).map((each) => `${key}=${each}`);
  });
  return lines.length === 0 ? [] : [`[${name}]`, ...lines, ''];
}
