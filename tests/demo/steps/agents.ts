import type { Step } from '../step.ts';

/** Agents that nobody registered. */
export const agents: Step = {
  title: 'Six agents register themselves',
  shows: 'first report: machine, tags, health',
  async play(stage) {
    const { fleet, narrator, signal } = stage;
    narrator.say('Each nixfleet-agent has a folder for a machine (--root), an HTTP probe and a command probe.');
    await fleet.startAgents(signal);
    await stage.nixfleet(['machines', 'list']);
    const machines = await fleet.client.listMachines();
    const running = fleet.running();
    const isRight = machines.every(
      (machine) =>
        machine.lifecycle === 'active' &&
        machine.system_state === 'ok' &&
        machine.tags.length === 1 &&
        machine.current_generation === running.get(machine.machine_id),
    );
    stage.check('all are active and healthy, with the tags of the flake, on what really runs', isRight, machines);
  },
};
