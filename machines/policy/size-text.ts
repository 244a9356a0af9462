const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes for people, in binary units: `120 B`, `12.3 MiB`. */
export function sizeText(bytes: number): string {
  const magnitude = Math.abs(bytes);
  if (magnitude < 1024) return `${bytes} B`;
  let [amount, unit] = [bytes / 1024, 0];
  // What would be written as 1024.0 is one of the next unit.
  while (Math.abs(amount) >= 1023.95 && unit < UNITS.length - 1) [amount, unit] = [amount / 1024, unit + 1];
  return `${amount.toFixed(1)} ${UNITS[unit] ?? ''}`;
}

/** A difference of bytes, with its sign: `+12.3 MiB`, `-120 B`, `±0 B`. */
export const growthText = (bytes: number): string => {
  if (bytes === 0) return '±0 B';
  return bytes > 0 ? `+${sizeText(bytes)}` : sizeText(bytes);
};
