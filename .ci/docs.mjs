import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main, root } from './step.mjs';

/** Writes the documents that are made from the sources; `dist/` must be current. */
await main(async () => {
  const { chartsIn } = await import(join(root, 'dist/services/draw/charts.js'));
  const { manual } = await import(join(root, 'dist/services/draw/manual.js'));
  const files = readdirSync(join(root, 'dist/machines')).filter((file) => file.endsWith('.js'));
  const modules = await Promise.all(files.map((file) => import(join(root, 'dist/machines', file))));
  const charts = chartsIn(modules);
  writeFileSync(join(root, 'docs/statecharts.md'), manual(charts));
  const { filledPage } = await import(join(root, 'dist/services/draw/filled-page.js'));
  const page = join(root, 'docs/rollouts.md');
  writeFileSync(page, filledPage(readFileSync(page, 'utf8'), charts));
  const { apiManual } = await import(join(root, 'dist/services/api/reference/manual.js'));
  writeFileSync(join(root, 'docs/api.md'), apiManual());
  const { methodsSource } = await import(join(root, 'dist/services/api/reference/methods-source.js'));
  writeFileSync(join(root, 'services/api/client-methods.ts'), methodsSource());
  console.log('docs/statecharts.md, docs/rollouts.md, docs/api.md and services/api/client-methods.ts are current');
});
