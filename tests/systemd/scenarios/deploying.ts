import assert from 'node:assert/strict';
import type { Scenario } from '../scenario.ts';
import { everywhere, OBSTACLE, type Stand } from '../stand.ts';
import { ILLNESS } from '../system-plan.ts';

const AGENT = 'nixfleet-agent.service';
/** What systemd would read as something else, were it not quoted: in the environment, and in arguments. */
const ODD = String.raw`100 % "pure" $HOME \ %h`;

/** How long the agent takes to stop; systemd would kill it after ninety seconds. */
async function stopped(stand: Stand): Promise<number> {
  await stand.machine.run(['systemctl', 'stop', AGENT]);
  return assertPrompt(await stand.secondsToStop(AGENT));
}

function assertPrompt(seconds: number): number {
  assert.ok(seconds < 20, `the agent took ${seconds} s to stop`);
  return seconds;
}

/** A machine that is well comes to what is wanted. */
export const deploying: readonly Scenario[] = [
  {
    name: 'tries a closure in a transient unit, and makes it permanent when it has proved itself',
    isQuick: true,
    async play(stand) {
      const { first, machine, plane } = stand;
      const next = await stand.system({ name: 'next' });
      await machine.run(['touch', ILLNESS]);
      await plane.want(next);
      await stand.untilProving(next);
      assert.deepEqual(stand.systems, { running: next, profile: first, boot: first });
      await machine.run(['rm', ILLNESS]);
      assert.deepEqual(await stand.told(), ['done']);
      assert.deepEqual(stand.systems, everywhere(next));
      assert.deepEqual(await stand.begun(), [`switch ${first}`, `test ${next}`, `boot ${next}`]);
      assert.match(await stand.journal('nixfleet-switch.service'), /systemd\[1\]: Started nixfleet-switch\.service/);
      await stand.settled();
      return '';
    },
  },
  {
    name: "takes a closure in v0.1.1's way: profile, then switch",
    settings: { activationMode: 'switch' },
    async play(stand) {
      const { first, plane } = stand;
      const next = await stand.system({ name: 'next' });
      await plane.want(next);
      assert.deepEqual(await stand.told(), ['done']);
      assert.deepEqual(stand.systems, everywhere(next));
      assert.deepEqual(await stand.begun(), [`switch ${first}`, `switch ${next}`]);
      await stand.settled();
      return '';
    },
  },
  {
    name: 'replaces its agent by its own activation, and systemd by itself: the new agent tells how it went',
    isQuick: true,
    async play(stand) {
      const { plane } = stand;
      const settings = { tags: ['replaced', ODD], metricsPort: 9101, metricsHost: ODD };
      const units = { [AGENT]: await stand.agent(settings) };
      const next = await stand.system({ name: 'next', units, hooks: { stopped: 'systemctl daemon-reexec' } });
      await plane.want(next);
      assert.deepEqual(await stand.told(), ['done']);
      assert.deepEqual(stand.systems, everywhere(next));
      assert.deepEqual((await plane.tags()).toSorted(), [ODD, 'replaced']);
      assert.ok(stand.machine.processes().some((command) => command.includes(` --metrics-host=${ODD} `)));
      await stand.settled();
      return `the old agent stopped in ${assertPrompt(await stand.secondsToStop(AGENT)).toFixed(2)} s`;
    },
  },
  {
    name: 'goes on when its agent is killed while it activates: the next one waits for the end',
    async play(stand) {
      const { first, machine, plane } = stand;
      const next = await stand.system({
        name: 'next',
        hooks: { stopped: `while [ -e ${OBSTACLE} ]; do sleep 0.1; done` },
      });
      await machine.run(['touch', OBSTACLE]);
      await plane.want(next);
      await stand.untilBegun(`test ${next}`);
      await machine.run(['systemctl', 'kill', '--signal=KILL', AGENT]);
      const starts = async () => (await stand.journal(AGENT)).split('agent starts').length - 1;
      await stand.until('another agent', async () => (await starts()) === 2);
      await machine.run(['rm', OBSTACLE]);
      assert.deepEqual(await stand.told(), ['done']);
      assert.deepEqual(stand.systems, everywhere(next));
      assert.deepEqual(await stand.begun(), [`switch ${first}`, `test ${next}`, `boot ${next}`]);
      await stand.settled();
      return '';
    },
  },
  {
    name: 'keeps what it runs and what it ran from the collector while it proves itself',
    async play(stand) {
      const { first, machine, plane } = stand;
      const next = await stand.system({ name: 'next' });
      await machine.run(['touch', ILLNESS]);
      await plane.want(next);
      await stand.untilProving(next);
      await machine.run(['nix-env', '--profile', '/nix/var/nix/profiles/system', '--delete-generations', 'old']);
      await machine.run(['nix-store', '--gc']);
      await machine.run(['test', '-d', next, '-a', '-d', first]);
      await machine.run(['rm', ILLNESS]);
      assert.deepEqual(await stand.told(), ['done']);
      await machine.run(['nix-store', '--gc']);
      await machine.run(['test', '-d', next]);
      await stand.settled();
      const attempts = (await machine.run(['ls', '/run/nixfleet/attempts'])).stdout.trim().split('\n');
      return `${attempts.length} attempt is kept for who wants to read it`;
    },
  },
  {
    name: 'begins nothing while somebody else holds the lock',
    async play(stand) {
      const { first, machine, plane } = stand;
      await stand.holdLock();
      const next = await stand.system({ name: 'next' });
      await plane.want(next);
      await stand.rounds();
      assert.deepEqual(await stand.begun(), [`switch ${first}`]);
      await machine.run(['systemctl', 'stop', 'somebody.service']);
      assert.deepEqual(await stand.told(), ['done']);
      await stand.settled();
      return '';
    },
  },
  {
    name: 'has an agent that ends when it is told to, while it waits and while it fetches',
    async play(stand) {
      const { machine, plane } = stand;
      const idle = await stopped(stand);
      await machine.run(['systemctl', 'start', AGENT]);
      await plane.want('/nix/store/00000000000000000000000000000000-nowhere', plane.deafCache);
      await stand.until('Nix to ask the cache', () =>
        machine.processes().some((command) => command.includes(plane.deafCache)),
      );
      const fetching = await stopped(stand);
      const left = machine.processes().filter((command) => /^nix |\/agent\//.test(command));
      assert.deepEqual(left, []);
      return `idle in ${idle.toFixed(2)} s, fetching in ${fetching.toFixed(2)} s`;
    },
  },
];
