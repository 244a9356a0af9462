import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * Puts shell scripts before the programs of these names on PATH. What they write to `$SAID` is read by `said`; `$REAL` is
 * the PATH without them.
 */
export function standIns(scripts: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'nixfleet-stand-ins-'));
  const real = process.env['PATH'] ?? '';
  const saidPath = join(folder, 'said');
  writeFileSync(saidPath, '');
  for (const [name, script] of Object.entries(scripts)) {
    const text = `#!/bin/sh\nSAID='${saidPath}'\nREAL='${real}'\n${script}\n`;
    writeFileSync(join(folder, name), text, { mode: 0o755 });
  }
  process.env['PATH'] = `${folder}${delimiter}${real}`;
  return {
    said: (): string[] =>
      readFileSync(saidPath, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    /** Makes one of them something that cannot be run. */
    spoil: (name: string): void => writeFileSync(join(folder, name), '#!/nowhere/interpreter\n'),
    remove() {
      process.env['PATH'] = real;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
