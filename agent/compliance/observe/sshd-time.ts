const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
]);

/** Seconds of a time as sshd_config has it (`90`, `1h30m`); undefined: it is none. `sshd -T` prints plain seconds, a `Match` is as people wrote it. */
export function sshdSeconds(time: string): number | undefined {
  const parts = [...time.matchAll(/(\d+)([smhdw]?)/gi)];
  if (time === '' || parts.map(([part]) => part).join('') !== time) return undefined;
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS.get(unit.toLowerCase()) ?? 0), 0);
}
