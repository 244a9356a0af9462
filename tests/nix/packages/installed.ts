import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileWritten } from '../../support/control-plane.ts';
import { checkout } from '../../support/checkout.ts';
import { fleetEnvironment } from '../../support/environment.ts';
import { runToEnd, startProgram } from '../../support/processes.ts';

interface Place {
  readonly folder: string;
  readonly say: (line: string) => void;
}

const COMMANDS = {
  'nixfleet-agent': 'nixfleet-agent',
  'nixfleet-compliance': 'nixfleet-compliance',
  'nixfleet-control-plane': 'nixfleet-control-plane',
  'nixfleet-cli': 'nixfleet',
} as const;

const COMPLETIONS = [
  'bash-completion/completions/nixfleet',
  'zsh/site-functions/_nixfleet',
  'fish/vendor_completions.d/nixfleet.fish',
];

/** The rooms that are AGPL: what is MIT must not bring them along. */
const AGPL = ['services/server', 'services/actors/thread', 'services/board', 'board'];

/** Uses what was installed; what is not as it should be, one sentence each. */
export async function shownFaults(packages: ReadonlyMap<string, string>, place: Place): Promise<string[]> {
  const at = (name: string, path: string) => join(packages.get(name) ?? '', path);
  const faults: string[] = [];
  const claim = (what: string, holds: boolean) => (holds ? place.say(`✔ ${what}`) : void faults.push(what));
  const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string };
  for (const [name, command] of Object.entries(COMMANDS)) {
    const { said } = await run([at(name, `bin/${command}`), '--version'], place);
    claim(`${command} says that it is ${version}`, said === `${command} ${version}`);
    claim(`${name} has its licence`, existsSync(at(name, `share/doc/${name}/LICENSE-MIT`)));
  }
  const help = await run([at('nixfleet-cli', 'bin/nixfleet'), '--help'], place);
  claim('nixfleet shows its help', help.exitCode === 0 && help.said.includes('rollout'));
  for (const script of COMPLETIONS) {
    const path = at('nixfleet-cli', `share/${script}`);
    claim(`${script} completes`, existsSync(path) && readFileSync(path, 'utf8').includes('nixfleet'));
  }
  claim(
    'nixfleet-compliance looks at a machine',
    await probes(at('nixfleet-compliance', 'bin/nixfleet-compliance'), place),
  );
  for (const name of ['nixfleet-agent', 'nixfleet-compliance', 'nixfleet-cli'])
    claim(
      `${name} brings nothing that is AGPL`,
      AGPL.every((room) => !existsSync(at(name, `lib/nixfleet/dist/${room}`))),
    );
  const modules = readdirSync(realpathSync(at('nixfleet-agent', 'lib/nixfleet/node_modules')));
  claim(
    'what is only for development is not installed',
    ['typescript', 'vitest', 'elkjs', 'preact'].every((name) => !modules.includes(name)),
  );
  const picture = await run(
    [at('nixfleet-cli', 'bin/nixfleet'), 'statechart', 'show', 'rollout', '--format', 'svg'],
    place,
  );
  claim('nixfleet draws a statechart', picture.said.includes('</svg>'));
  claim('a control plane answers the command line, and serves its page', await answers(at, place));
  const demo = await run([at('nixfleet-demo', 'bin/nixfleet-demo')], place);
  claim(`the demonstration plays from the store${demo.exitCode === 0 ? '' : `:\n${demo.said}`}`, demo.exitCode === 0);
  return faults;
}

/** Runs a probe over an empty folder that stands for a machine: whether it has an answer. */
async function probes(program: string, place: Place): Promise<boolean> {
  const root = join(place.folder, 'machine');
  mkdirSync(root);
  const { exitCode, stdout, said } = await run([program, 'probe', 'access-control', '--root', root], place);
  if (exitCode !== 0) throw new Error(said);
  const answer = JSON.parse(stdout) as { compliant?: unknown };
  return typeof answer.compliant === 'boolean';
}

/** Starts the installed control plane, and commands it with the installed command line. */
async function answers(at: (name: string, path: string) => string, place: Place): Promise<boolean> {
  const readyFile = join(place.folder, 'ready.json');
  const flags = ['--listen', '127.0.0.1:0', '--db-path', join(place.folder, 'state.db'), '--ready-file', readyFile];
  const argv = [at('nixfleet-control-plane', 'bin/nixfleet-control-plane'), ...flags] as const;
  const log = join(place.folder, 'control-plane.log');
  const controlPlane = await startProgram('the control plane', { argv, env: fleetEnvironment(place.folder) }, log);
  const file = fileWritten(readyFile);
  try {
    const ready = await Promise.race([file.text, controlPlane.ended]);
    if (typeof ready !== 'string' || !ready.startsWith('{')) throw new Error(readFileSync(log, 'utf8'));
    const { url } = JSON.parse(ready) as { url: string };
    const words = [['bootstrap'], ['machines', 'register', 'web-01', '--tags', 'web'], ['machines', 'list']];
    for (const word of words) {
      const ended = await run([at('nixfleet-cli', 'bin/nixfleet'), ...word, '--control-plane-url', url], place);
      if (ended.exitCode !== 0) throw new Error(ended.said);
      if (word === words.at(-1) && !ended.said.includes('web-01')) return false;
    }
    return (await (await fetch(`${url}/ui/`)).text()).includes('<title>NixFleet</title>');
  } finally {
    file.stop();
    await controlPlane.stop();
  }
}

const run = (argv: readonly [string, ...string[]], { folder }: Place) =>
  runToEnd({ argv, env: fleetEnvironment(folder), cwd: folder });
