import { join, relative } from 'node:path';
import type { Asked } from '../command-line.ts';
import { createMachine } from '../machine.ts';
import type { Outcome } from '../outcome.ts';
import { ensureSbom } from '../sbom/ensure-sbom.ts';
import { settingsAt } from '../settings.ts';

/** Writes the SBOM of the system that runs, where it is not there yet. */
export async function sbom(asked: Asked): Promise<Outcome> {
  const machine = createMachine(asked.root, Date.now());
  const file = asked.file ?? join('/', relative(asked.root, settingsAt(asked).directory), 'sbom.json');
  const came = await ensureSbom({ machine, file });
  return {
    exitCode: 0,
    output: `${file} ${came === 'written' ? 'is written' : 'is of this system already'}\n`,
    notes: [],
  };
}
