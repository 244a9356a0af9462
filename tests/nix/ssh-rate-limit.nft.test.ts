import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../support/temp.ts';
import { evaluated } from './evaluate.ts';

interface Limit {
  readonly ports?: readonly number[];
  readonly perMinute?: number;
  readonly burst?: number;
  readonly exempt?: readonly string[];
  readonly trustedInterfaces?: readonly string[];
}

/** The rules of a host: NixOS's firewall with the ports of sshd open, as its module opens them, and our table. */
async function rules({
  ports = [22],
  perMinute = 5,
  burst = 5,
  exempt = [],
  trustedInterfaces = [],
}: Limit): Promise<string> {
  const given = JSON.stringify(JSON.stringify({ ports, perMinute, burst, exempt, trustedInterfaces }));
  const expression = `import ./nix/lib/ssh-rate-limit.nix (builtins.fromJSON ${given})`;
  const content = Value.Parse(Type.String(), await evaluated({ expression }));
  return `table inet nixos-fw {
  chain input {
    type filter hook input priority filter; policy drop;
    iifname { "lo" } accept
    ct state vmap { invalid : drop, established : accept, related : accept, new : jump input-allow, untracked : jump input-allow }
    tcp flags syn / fin,syn,rst,ack log level info prefix "refused connection: "
  }
  chain input-allow {
    tcp dport { ${ports.join(', ')}, 80 } accept
    icmpv6 type != { nd-redirect, 139 } accept
  }
}
table inet nixfleet-ssh {
${content}
}
`;
}

const run = (...[program, ...rest]: [string, ...string[]]): string => {
  const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${rest.join(' ')}: ${stderr}`);
  return stdout;
};

/** Answers every connection to the ports, on all addresses. */
const SERVER = `
const { createServer } = require('node:net');
const ports = process.argv.slice(1).map(Number);
let left = ports.length;
for (const port of ports) createServer((socket) => socket.end('hello')).listen(port, '::', () => --left || console.log('ready'));
`;

/** Ends well once it is spoken to, and badly when nobody answers for so long. */
const CLIENT = `
const [localAddress, host, port, patience] = process.argv.slice(1);
require('node:net').connect({ localAddress, host, port: Number(port) }).on('data', () => process.exit(0)).on('error', () => process.exit(1));
setTimeout(() => process.exit(1), Number(patience));
`;

const SERVER_ADDRESSES = ['10.77.0.1/24', 'fd77::1/32'];
const CLIENT_ADDRESSES = ['10.77.0.2/24', '10.77.0.3/24', 'fd77::2/32', 'fd77::3/32', 'fd77:0:0:1::2/32'];

/** What gets in gets in, however busy this machine is; what is dropped would wait for ever. */
const PATIENCE = { in: 20_000, out: 700 };

/** Tokens come so slowly that none comes while a test runs. */
const SLOW = { perMinute: 1 };

interface Attempt {
  readonly times: number;
  readonly port?: number;
}

/** Two machines in networks of their own, on one cable; the first has the rules. */
async function twoMachines(limit: Limit) {
  const [server, client] = ['s', 'c'].map((end) => `nixfleet-${end}${process.pid}`) as [string, string];
  let listening: ChildProcess | undefined;
  onTestFinished(() => {
    listening?.kill('SIGKILL');
    for (const name of [server, client]) spawnSync('ip', ['netns', 'del', name]);
  });
  for (const name of [server, client]) {
    run('ip', 'netns', 'add', name);
    run('ip', '-n', name, 'link', 'set', 'lo', 'up');
  }
  run('ip', '-n', server, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', client);
  for (const [name, addresses] of [
    [server, SERVER_ADDRESSES],
    [client, CLIENT_ADDRESSES],
  ] as const) {
    // Addresses count at once: without the look for duplicates.
    for (const address of addresses)
      run('ip', '-n', name, 'addr', 'add', address, 'dev', 'cable', ...(address.includes(':') ? ['nodad'] : []));
    run('ip', '-n', name, 'link', 'set', 'cable', 'up');
  }
  const file = join(tempFolder(), 'rules.nft');
  writeFileSync(file, await rules(limit));
  run('ip', 'netns', 'exec', server, 'nft', '--file', file);
  const serve = [
    'netns',
    'exec',
    server,
    process.execPath,
    '-e',
    SERVER,
    ...[...(limit.ports ?? [22]), 80].map(String),
  ];
  listening = spawn('ip', serve, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (listening.stdout) await once(listening.stdout, 'data');
  const attempts = (from: string, { times, port = 22 }: Attempt, patience: number): (number | null)[] => {
    const to = from.includes(':') ? 'fd77::1' : '10.77.0.1';
    const argv = ['netns', 'exec', client, process.execPath, '-e', CLIENT, from, to, String(port), String(patience)];
    return Array.from({ length: times }, () => spawnSync('ip', argv).status);
  };
  return {
    /** Whether each of so many attempts in a row gets through. */
    getsIn: (from: string, attempt: Attempt) => attempts(from, attempt, PATIENCE.in).every((status) => status === 0),
    isTurnedAway: (from: string) => attempts(from, { times: 1 }, PATIENCE.out)[0] === 1,
  };
}

test('the rules are what nft takes', async () => {
  const file = join(tempFolder(), 'rules.nft');
  const exempt = ['192.0.2.7', '10.0.0.0/8', '10.1.0.0/16', '2001:db8::/32'];
  writeFileSync(file, await rules({ ports: [22, 2222], exempt, trustedInterfaces: ['wg0', 'br-1'] }));
  expect(run('nft', '--check', '--file', file)).toBe('');
});

test('the sixth connection at once from one address is turned away, while another address gets in', async () => {
  const { getsIn, isTurnedAway } = await twoMachines(SLOW);
  expect(getsIn('10.77.0.2', { times: 5 })).toBe(true);
  expect(isTurnedAway('10.77.0.2')).toBe(true);
  expect(getsIn('10.77.0.3', { times: 1 })).toBe(true);
  // And other services know no limit.
  expect(getsIn('10.77.0.2', { times: 7, port: 80 })).toBe(true);
});

test('over IPv6 it counts a network of 64 bits as one address', async () => {
  const { getsIn, isTurnedAway } = await twoMachines(SLOW);
  expect(getsIn('fd77::2', { times: 5 })).toBe(true);
  expect(isTurnedAway('fd77::3')).toBe(true);
  expect(getsIn('fd77:0:0:1::2', { times: 1 })).toBe(true);
});

test('it counts for all ports of sshd together, and not for those who are exempt', async () => {
  const { getsIn, isTurnedAway } = await twoMachines({ ...SLOW, ports: [22, 2222], burst: 2, exempt: ['10.77.0.3'] });
  expect(getsIn('10.77.0.2', { times: 2, port: 2222 })).toBe(true);
  expect(isTurnedAway('10.77.0.2')).toBe(true);
  expect(getsIn('10.77.0.3', { times: 4 })).toBe(true);
});

test('it does not count on an interface that is trusted', async () => {
  const { getsIn } = await twoMachines({ ...SLOW, burst: 1, trustedInterfaces: ['cable'] });
  expect(getsIn('10.77.0.2', { times: 3 })).toBe(true);
});
