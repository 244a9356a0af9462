import { statSync } from 'node:fs';
import { join } from 'node:path';
import { debianProblem, makeDebian } from './debian.mjs';
import { btrfsProblem, nftablesProblem } from './kernel.mjs';
import { journaldProblem } from './journald.mjs';
import { nixpkgsProblem } from './nixpkgs.mjs';
import { npmProblem } from './npm-registry.mjs';
import { Refusal, run, step } from './step.mjs';

/**
 * Programs that npm can't bring: which command shows that one is there, and how to get it. `problem`: why it is of no use
 * here all the same, as a sentence; `prepare`: does what can be done about that.
 */
export const PROGRAMS = {
  nix: {
    commands: ['nix', 'nix-store'],
    debian: ['nix-bin'],
    elsewhere: "install Nix with the installer from nixos.org/download or your distribution's package",
  },
  sshd: {
    commands: ['sshd', 'ssh'],
    debian: ['openssh-server', 'openssh-client'],
    elsewhere: "install the OpenSSH server with your distribution's package manager",
  },
  'ssh-keygen': {
    commands: ['ssh-keygen'],
    debian: ['openssh-client'],
    elsewhere: "install OpenSSH's client with your distribution's package manager",
  },
  git: {
    commands: ['git'],
    debian: ['git'],
    elsewhere: "install git with your distribution's package manager",
  },
  systemd: {
    commands: ['systemd-nspawn', 'debootstrap', 'ip'],
    debian: ['systemd-container', 'debootstrap', 'debian-archive-keyring', 'iproute2'],
    elsewhere: "install systemd-nspawn and debootstrap with your distribution's package manager",
    problem: debianProblem,
    prepare: makeDebian,
    // A demonstration, say, has no use for a Debian to boot.
    onlyWhenRequired: true,
  },
  journald: {
    commands: ['journalctl', 'systemd-analyze', 'systemd-cat', 'unshare'],
    debian: ['systemd'],
    elsewhere: 'run them where systemd is',
    problem: journaldProblem,
    // Only the tests of what compliance says of the log want it.
    onlyWhenRequired: true,
  },
  zsh: {
    commands: ['zsh'],
    debian: ['zsh'],
    elsewhere: "install zsh with your distribution's package manager",
    // Only the tests of its completion want it.
    onlyWhenRequired: true,
  },
  fish: {
    commands: ['fish'],
    debian: ['fish'],
    elsewhere: "install fish with your distribution's package manager",
    onlyWhenRequired: true,
  },
  chromium: {
    commands: ['chromium'],
    debian: ['chromium'],
    elsewhere: "install Chromium with your distribution's package manager",
    // Only the tests of the web page want it, and it is large.
    onlyWhenRequired: true,
  },
  restic: {
    commands: ['restic', 'jq'],
    debian: ['restic', 'jq'],
    elsewhere: "install restic and jq with your distribution's package manager",
    // Only the tests of the backup scripts want it, as they want Borg, jq and curl.
    onlyWhenRequired: true,
  },
  borg: {
    commands: ['borg', 'jq'],
    debian: ['borgbackup', 'jq'],
    elsewhere: "install Borg and jq with your distribution's package manager",
    onlyWhenRequired: true,
  },
  jq: {
    commands: ['jq', 'curl'],
    debian: ['jq', 'curl'],
    elsewhere: "install jq and curl with your distribution's package manager",
    onlyWhenRequired: true,
  },
  promtool: {
    commands: ['promtool'],
    debian: ['prometheus'],
    elsewhere: 'take promtool from the Prometheus release at prometheus.io/download',
    // It comes with Prometheus itself, a daemon that Debian starts; only the tests of the alert rules want it.
    onlyWhenRequired: true,
  },
  nixpkgs: {
    commands: [],
    debian: [],
    elsewhere: '',
    problem: nixpkgsProblem,
    // Nothing installs one: whoever has it says where.
    onlyWhenRequired: true,
  },
  btrfs: {
    commands: ['mkfs.btrfs', 'btrfs', 'losetup'],
    debian: ['btrfs-progs'],
    elsewhere: "install btrfs-progs with your distribution's package manager",
    problem: btrfsProblem,
    onlyWhenRequired: true,
  },
  nftables: {
    commands: ['nft', 'ip'],
    debian: ['nftables', 'iproute2'],
    elsewhere: "install nftables and iproute2 with your distribution's package manager",
    problem: nftablesProblem,
    onlyWhenRequired: true,
  },
  qemu: {
    commands: ['qemu-system-x86_64', 'qemu-img'],
    debian: ['qemu-system-x86', 'qemu-utils'],
    elsewhere: "install QEMU with your distribution's package manager",
    // Only the tests of the VM apps want it.
    onlyWhenRequired: true,
  },
  shellcheck: {
    commands: ['shellcheck'],
    debian: ['shellcheck'],
    elsewhere: "install shellcheck with your distribution's package manager",
    onlyWhenRequired: true,
  },
  shfmt: {
    commands: ['shfmt'],
    debian: ['shfmt'],
    elsewhere: "install shfmt with your distribution's package manager",
    // Only the test of the scripts' format wants it.
    onlyWhenRequired: true,
  },
  npm: {
    commands: ['npm'],
    debian: ['npm'],
    elsewhere: 'install npm, which comes with Node.js',
    problem: npmProblem,
    // Whoever works here has it; that its registry answers only one test wants.
    onlyWhenRequired: true,
  },
  compilers: {
    commands: ['make', 'g++', 'python3'],
    debian: ['make', 'g++', 'python3'],
    elsewhere: 'install make, a C++ compiler and Python 3 (macOS: `xcode-select --install`)',
    onlyWhenRequired: true,
  },
};

/** The names in `NIXFLEET_REQUIRE`: what must be there for a run to count. */
export function requiredPrograms(value = process.env.NIXFLEET_REQUIRE ?? '') {
  const names = value
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const unknown = names.find((name) => !(name in PROGRAMS));
  if (unknown) throw new Refusal(`NIXFLEET_REQUIRE names ${unknown}; it may name ${Object.keys(PROGRAMS).join(', ')}.`);
  return names;
}

/** Whether every command of a program can be run, to some purpose. */
export const isThere = (name) => hasCommands(name) && PROGRAMS[name].problem?.() === undefined;

/**
 * Brings the programs that are missing where that takes no question (root on Debian or Ubuntu), those that are only welcome, too;
 * refuses when one that is required stays missing.
 */
export async function installPrograms(required, welcome = []) {
  const asked = [...required, ...welcome];
  const wanted = Object.keys(PROGRAMS).filter((name) => asked.includes(name) || !PROGRAMS[name].onlyWhenRequired);
  const missing = wanted.filter((name) => !isThere(name));
  const packages = missing.filter((name) => !hasCommands(name)).flatMap((name) => PROGRAMS[name].debian);
  if (packages.length > 0 && canInstall()) await aptInstall(packages);
  for (const name of missing.filter(hasCommands)) await PROGRAMS[name].prepare?.().catch(toldInstead);
  const refused = missing.filter((name) => required.includes(name) && !isThere(name));
  if (refused.length > 0) throw new Refusal(refused.map(missingSentence).join('\n'));
}

/** What is missing and how to get it, as a sentence. */
export function missingSentence(name) {
  const { commands, debian, elsewhere, problem } = PROGRAMS[name];
  if (hasCommands(name)) return problem?.() ?? `${name} is there.`;
  const missing = commands.filter((command) => !hasCommand(command));
  const byApt = `as root on Debian or Ubuntu run \`apt-get install ${debian.join(' ')}\``;
  return `${name} is missing (no ${missing.join(', ')} on PATH): ${byApt}; elsewhere ${elsewhere}.`;
}

const canInstall = () => process.getuid?.() === 0 && hasCommand('apt-get');

async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const remedy = 'Look at what apt says below, mend it, and run this again.';
  await step(`Debian packages: ${packages.join(' ')}`, async () => {
    await run(['apt-get', 'update'], { env, remedy });
    await run(['apt-get', 'install', '-y', '--no-install-recommends', ...packages], { env, remedy });
  }).catch(toldInstead);
}

/** Without network, say, much can still be done: whether a program is needed is judged afterwards. */
function toldInstead(error) {
  if (!(error instanceof Refusal)) throw error;
  console.log(error.message);
}

const hasCommands = (name) => PROGRAMS[name].commands.every(hasCommand);

/** Daemons live in sbin, which is not on everybody's PATH. */
function hasCommand(command) {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'].filter(Boolean);
  return folders.some((folder) => isExecutable(join(folder, command)));
}

const isExecutable = (file) => ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o111) !== 0;
