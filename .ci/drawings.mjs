import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal, root } from './step.mjs';

/** Where programs find how a statechart is drawn. */
const FOLDER = 'dist/drawings';

/** Lays out every statechart and writes where its states and lines are; `dist/` must be compiled. */
export async function drawings() {
  const { layout } = await import(join(root, 'dist/services/draw/layout.js')).catch((cause) => {
    throw new Refusal(`elkjs is missing: run \`node .ci/setup.mjs\` (or \`npm ci\`) first. ${cause.message}`);
  });
  const { statecharts } = await import(join(root, 'dist/services/draw/product-charts.js'));
  rmSync(join(root, FOLDER), { recursive: true, force: true });
  mkdirSync(join(root, FOLDER), { recursive: true });
  for (const chart of statecharts()) {
    const drawing = await layout(chart);
    writeFileSync(join(root, FOLDER, `${chart.name}.json`), `${JSON.stringify(drawing)}\n`);
  }
}
