import type { Step } from '../step.ts';

/** A flake, and machines that run what it says before anybody manages them. */
export const fleetInAFlake: Step = {
  title: 'Six machines, one git flake',
  shows: 'real closures, built and activated by Nix',
  async play(stage) {
    const { fleet, narrator } = stage;
    await fleet.flake.create();
    narrator.say(`The flake is ${fleet.flake.folder}; each host is a system closure with a small web server.`);
    await fleet.install(fleet.flake.hosts());
    const answers = await Promise.all([...fleet.machines.values()].map((machine) => machine.answer()));
    const isInstalled = answers.every(({ status, version }) => status === 200 && version === 'as installed');
    stage.check(`${[...fleet.machines.keys()].join(', ')} run and answer "as installed"`, isInstalled, answers);
  },
};
