import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run, step } from './step.mjs';

/** A small Debian with systemd and Nix, which the tests of the agent boot. What it is made of names its folder. */
const RECIPE = {
  suite: 'bookworm',
  debootstrapped: ['systemd', 'systemd-sysv', 'dbus', 'iproute2', 'ca-certificates', 'libstdc++6'],
  installed: ['nix-bin', 'openssh-client', 'openssh-server', 'nftables'],
  /** What comes with these and is not to run by itself: a test has its own. */
  disabled: ['ssh.service', 'nftables.service'],
};

/** Kept between runs, outside of the checkout: it takes a minute or two to make. */
const CACHE = process.env.XDG_CACHE_HOME
  ? join(process.env.XDG_CACHE_HOME, 'nixfleet-systemd')
  : '/var/tmp/nixfleet-systemd';

const digest = createHash('sha256').update(JSON.stringify(RECIPE)).digest('hex').slice(0, 12);

/** Its folder, once it is made. */
export const debian = join(CACHE, `${RECIPE.suite}-${digest}`);

/** Why it can't be booted here, as a sentence; undefined when it can. */
export function debianProblem() {
  if (process.platform !== 'linux') return 'systemd runs on Linux only.';
  if (process.getuid?.() !== 0) return 'Booting a container takes root: run this as root.';
  if (!canHaveNamespaces()) return 'Root has no namespaces, overlays or bridges here: run this outside of a container.';
  return existsSync(debian)
    ? undefined
    : `There is no Debian to boot yet: \`node .ci/setup.mjs --need systemd\` makes one.`;
}

/** Makes it unless it is there: aside, and in place when it is whole. Two who make it at once do no harm. */
export async function makeDebian() {
  if (existsSync(debian) || process.getuid?.() !== 0 || !canHaveNamespaces()) return;
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'making-'));
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const remedy = 'It needs the network and a gigabyte of disk; mend what it says below and run this again.';
  const { suite, debootstrapped, installed, disabled } = RECIPE;
  try {
    await step(`a Debian with systemd in ${CACHE} (once: a minute or two)`, async () => {
      const packages = `--include=${debootstrapped.join(',')}`;
      await run(['debootstrap', '--variant=minbase', packages, suite, folder], { env, remedy });
      const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...installed];
      await run(['chroot', folder, ...install], { env, remedy });
      await run(['chroot', folder, 'apt-get', 'clean'], { env, remedy });
      await run(['systemctl', `--root=${folder}`, 'disable', ...disabled], { env, remedy });
      // A key that every machine has is none.
      for (const key of ['rsa', 'ecdsa', 'ed25519'].flatMap((kind) => [
        `ssh_host_${kind}_key`,
        `ssh_host_${kind}_key.pub`,
      ]))
        rmSync(join(folder, 'etc/ssh', key), { force: true });
    });
    chmodSync(folder, 0o755);
    if (!existsSync(debian)) renameSync(folder, debian);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Namespaces of its own, a file system over another and a network: in many containers root has none of these. */
function canHaveNamespaces() {
  const trial = 'mount -t overlay overlay -o lowerdir=/etc:/usr /mnt && ip link add trial type bridge';
  const argv = ['--mount', '--net', '--pid', '--fork', '--mount-proc', 'sh', '-c', trial];
  return spawnSync('unshare', argv, { stdio: 'ignore' }).status === 0;
}
