import type { Config } from './config.ts';
import { originText } from './origin.ts';
import type { SettingName } from './settings.ts';
import { SETTINGS } from './setting-table.ts';

/** How to call a setting to who has to mend it: by the flag that gave it, or by its place in the file. */
export function settingWords({ origins }: Config, name: SettingName, isGiven: boolean): string {
  const row = SETTINGS.find((candidate) => candidate.name === name);
  const origin = origins?.[name];
  if (isGiven || origin?.from !== 'file') return `--${row?.flag ?? name}`;
  return `${originText(origin)}: ${row?.key ?? name}`;
}
