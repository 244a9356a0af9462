import type { ReleaseDiff } from '../../machines/model/release.ts';
import type { Paint } from './paint.ts';
import { printable } from '../../services/host/printable.ts';

/** How one release differs from another: hosts that come, go, change and stay. */
export function releaseDiffLines({ added, removed, changed, unchanged }: ReleaseDiff, paint: Paint): string[] {
  const isSame = added.length + removed.length + changed.length === 0;
  return [
    ...titled(
      'Added:',
      added.map((host) => `  ${paint(`+ ${printable(host)}`)}`),
    ),
    ...titled(
      'Removed:',
      removed.map((host) => `  ${paint(`- ${printable(host)}`)}`),
    ),
    ...titled(
      'Changed:',
      changed.flatMap(({ hostname, old_store_path: old, new_store_path: next }) => [
        `  ${paint(`~ ${printable(hostname)}`)}`,
        `      ${paint(`- ${printable(old)}`)}`,
        `      ${paint(`+ ${printable(next)}`)}`,
      ]),
    ),
    ...titled('Unchanged:', unchanged.length === 0 ? [] : [`  ${unchanged.map(printable).join(', ')}`]),
    ...(isSame ? ['No differences.'] : []),
  ];
}

const titled = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : [title, ...lines]);
