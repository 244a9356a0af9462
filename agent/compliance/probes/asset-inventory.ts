import { Type } from 'typebox';
import { isStorePath } from '../../../machines/policy/store-path.ts';
import type { Machine } from '../machine.ts';
import { isoTime } from '../observe/calendar-date.ts';
import { observeGenerations } from '../observe/generations.ts';
import { systemVersion } from '../observe/system-version.ts';
import { probe, type Problem } from '../probe.ts';

/** As many are named; a machine of containers has an interface for each. */
const MOST_NAMED = 512;

/** What this machine is, what it is connected by, and what runs on it. */
export const assetInventory = probe({
  control: 'asset-inventory',
  options: Type.Object({}),

  async observe(machine) {
    const [hostname, version, { current, running }, interfaces, services] = await Promise.all([
      hostnameOf(machine),
      systemVersion(machine),
      observeGenerations(machine),
      interfacesOf(machine),
      runningServices(machine),
    ]);
    const system = running !== undefined && isStorePath(running) ? running : null;
    return {
      host_registered: hostname !== null && system !== null && version !== undefined,
      hostname,
      system,
      nixos_version: version ?? null,
      interface_count: interfaces?.length ?? null,
      network_interfaces: interfaces?.slice(0, MOST_NAMED) ?? [],
      service_count: services?.length ?? null,
      running_services: services?.slice(0, MOST_NAMED) ?? [],
      last_config_apply: isoTime(current?.madeAt),
    };
  },

  judge(seen) {
    const problems: Problem[] = [];
    if (seen.hostname === null)
      problems.push({ id: 'identity', text: 'the machine does not know its name: set networking.hostName' });
    if (seen.system === null)
      problems.push({ id: 'system', text: '/run/current-system leads to no system: nobody can tell what runs here' });
    if (seen.nixos_version === null)
      problems.push({ id: 'system', text: 'nobody can tell which version runs: /etc/os-release names no BUILD_ID' });
    if (seen.interface_count === null)
      problems.push({ id: 'inventory', text: 'nobody can tell which network interfaces there are: no /sys/class/net' });
    if (seen.service_count === null)
      problems.push({ id: 'inventory', text: 'nobody can tell which services run: systemctl does not answer' });
    return problems;
  },
});

async function hostnameOf(machine: Machine): Promise<string | null> {
  const [kernel, file] = await Promise.all([machine.text('/proc/sys/kernel/hostname'), machine.text('/etc/hostname')]);
  const name = (kernel ?? file ?? '').trim();
  // What a kernel says that was never told a name.
  return ['', '(none)', 'localhost'].includes(name) ? null : name;
}

/** What has no state is none: the kernel keeps files of its own in that folder. */
async function interfacesOf(machine: Machine) {
  const names = await machine.names('/sys/class/net');
  const states = await Promise.all((names ?? []).map((name) => machine.text(`/sys/class/net/${name}/operstate`)));
  return names?.flatMap((name, index) => {
    const state = states[index]?.trim();
    return state === undefined ? [] : [{ name, state }];
  });
}

/** Undefined: there is no systemd that would answer. */
async function runningServices(machine: Machine): Promise<readonly string[] | undefined> {
  const question = ['list-units', '--type=service', '--state=running', '--output=json', '--no-pager'] as const;
  const answer = await machine.ask(['systemctl', ...question]);
  if (answer?.exitCode !== 0) return undefined;
  const units: unknown = JSON.parse(answer.stdout);
  if (!Array.isArray(units)) throw new Error('systemctl list-units does not answer with a list');
  const named: readonly unknown[] = units;
  return named.flatMap(nameOf).toSorted();
}

const nameOf = (unit: unknown): readonly string[] =>
  typeof unit === 'object' && unit !== null && 'unit' in unit && typeof unit.unit === 'string' ? [unit.unit] : [];
