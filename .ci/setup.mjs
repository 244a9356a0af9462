import { build } from './build.mjs';
import { refuseOldNode } from './node-version.mjs';
import { installPackages } from './packages.mjs';
import { main, since } from './step.mjs';
import { installPrograms, requiredPrograms } from './system.mjs';

/**
 * Makes a checkout ready to run: Node's version, the system's programs, npm packages, `dist/`. Does only
 * what is missing, as often as it is called. `--need nix,sshd` names programs without which there is no point, `--welcome systemd`
 * those that are brought where that can be done.
 */
await main(async () => {
  const start = performance.now();
  refuseOldNode();
  await installPrograms([...requiredPrograms(), ...namedAfter('--need')], namedAfter('--welcome'));
  await installPackages();
  await build();
  console.log(`set-up: all there (${since(start)})`);
});

function namedAfter(flag) {
  const index = process.argv.indexOf(flag);
  return index === -1 ? [] : requiredPrograms(process.argv[index + 1] ?? '');
}
