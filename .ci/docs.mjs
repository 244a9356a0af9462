import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nixpkgsFolder, nixpkgsProblem } from './nixpkgs.mjs';
import { main, Refusal, root } from './step.mjs';

/** Writes the documents that are made from the sources; `dist/` must be current. */
await main(async () => {
  await statechartPages();
  const { apiManual } = await import(join(root, 'dist/services/api/reference/manual.js'));
  writeFileSync(join(root, 'docs/api.md'), apiManual());
  const { methodsSource } = await import(join(root, 'dist/services/api/reference/methods-source.js'));
  writeFileSync(join(root, 'services/api/client-methods.ts'), methodsSource());
  await commandLine();
  await complianceMappings();
  const isWithNixpkgs = optionReference();
  console.log(
    'docs/statecharts.md and its pictures, docs/rollouts.md, docs/api.md, docs/cli.md, docs/compliance.md, tests/cli/line/help/ and services/api/client-methods.ts are current',
  );
  console.log(isWithNixpkgs ? 'so is docs/nix/options.md' : `docs/nix/options.md is as it was. ${nixpkgsProblem()}`);
});

/** The pages with statecharts, and their pictures. */
async function statechartPages() {
  const { statecharts } = await import(join(root, 'dist/services/draw/product-charts.js'));
  const { chartDrawing } = await import(join(root, 'dist/services/host/chart-drawing.js'));
  const { svg } = await import(join(root, 'dist/services/draw/svg.js'));
  const { pictureFile } = await import(join(root, 'dist/services/draw/chapter.js'));
  const { manual } = await import(join(root, 'dist/services/draw/manual.js'));
  const { filledPage } = await import(join(root, 'dist/services/draw/filled-page.js'));
  const charts = statecharts();
  rmSync(join(root, 'docs/images/statecharts'), { recursive: true, force: true });
  mkdirSync(join(root, 'docs/images/statecharts'), { recursive: true });
  for (const chart of charts) {
    const picture = svg(chart, chartDrawing(chart.name));
    writeFileSync(join(root, 'docs', pictureFile(chart.name)), picture);
  }
  writeFileSync(join(root, 'docs/statecharts.md'), manual(charts));
  const page = join(root, 'docs/rollouts.md');
  writeFileSync(page, filledPage(readFileSync(page, 'utf8'), charts));
}

/** The manual of the command line, and its help pages as a pipe gets them. */
async function commandLine() {
  const { COMMANDS } = await import(join(root, 'dist/cli/line/command-table.js'));
  const { allPages } = await import(join(root, 'dist/cli/line/all-pages.js'));
  const { filledManual } = await import(join(root, 'dist/cli/line/manual.js'));
  const { SETTINGS } = await import(join(root, 'dist/cli/config/setting-table.js'));
  const { helpFiles } = await import(join(root, 'dist/cli/line/help-files.js'));
  const pages = await allPages(COMMANDS);
  const manual = join(root, 'docs/cli.md');
  writeFileSync(manual, filledManual(readFileSync(manual, 'utf8'), { pages, settings: SETTINGS }));
  const folder = join(root, 'tests/cli/line/help');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const { name, text } of helpFiles(pages)) writeFileSync(join(folder, name), text);
}

/** What each control looks at, and which article it speaks for. */
async function complianceMappings() {
  const { complianceManual } = await import(join(root, 'dist/services/compliance/compliance-manual.js'));
  const page = join(root, 'docs/compliance.md');
  writeFileSync(page, complianceManual(readFileSync(page, 'utf8')));
}

/** The options of the Nix modules, where there is a module system to evaluate them; whether there is. */
function optionReference() {
  if (nixpkgsProblem() !== undefined) return false;
  const attribute = ['--attr', 'optionReference', '--arg', 'nixpkgs', nixpkgsFolder()];
  const argv = ['--eval', '--strict', '--json', join(root, 'nix/tests'), ...attribute];
  const { status, stdout, stderr } = spawnSync('nix-instantiate', argv, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Refusal(`The options cannot be evaluated:\n${stderr}`);
  mkdirSync(join(root, 'docs/nix'), { recursive: true });
  writeFileSync(join(root, 'docs/nix/options.md'), JSON.parse(stdout));
  return true;
}
