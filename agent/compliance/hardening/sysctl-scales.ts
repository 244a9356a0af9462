/**
 * How the values of a sysctl are ordered: `larger` or `smaller` is stricter, or a list from the loosest to the strictest, or the
 * bits of what is allowed. A key without a scale has to be just as expected.
 */
export type Scale = 'larger' | 'smaller' | 'positive-smaller' | 'bits' | readonly number[];

/** By key; `*` stands for `all`, `default` or the name of an interface. */
const SCALES: Readonly<Record<string, Scale>> = {
  'kernel.dmesg_restrict': 'larger',
  'kernel.kptr_restrict': 'larger',
  'kernel.modules_disabled': 'larger',
  'kernel.panic_on_oops': 'larger',
  // 0 takes the limit away.
  'kernel.perf_cpu_time_max_percent': 'positive-smaller',
  // The kernel itself lowers it when sampling takes too long.
  'kernel.perf_event_max_sample_rate': 'positive-smaller',
  'kernel.perf_event_paranoid': 'larger',
  'kernel.randomize_va_space': 'larger',
  // 1 is not the first bit but everything.
  'kernel.sysrq': 'bits',
  // 2 is off until root turns it on, 1 is off until the next start.
  'kernel.unprivileged_bpf_disabled': [0, 2, 1],
  'kernel.yama.ptrace_scope': 'larger',
  'fs.protected_fifos': 'larger',
  'fs.protected_hardlinks': 'larger',
  'fs.protected_regular': 'larger',
  'fs.protected_symlinks': 'larger',
  // 2 leaves a core that only root reads.
  'fs.suid_dumpable': [1, 2, 0],
  'net.core.bpf_jit_harden': 'larger',
  'net.ipv4.icmp_ignore_bogus_error_responses': 'larger',
  'net.ipv4.ip_forward': 'smaller',
  'net.ipv4.tcp_rfc1337': 'larger',
  'net.ipv4.conf.*.accept_local': 'smaller',
  'net.ipv4.conf.*.accept_redirects': 'smaller',
  'net.ipv4.conf.*.arp_filter': 'larger',
  'net.ipv4.conf.*.drop_gratuitous_arp': 'larger',
  'net.ipv4.conf.*.log_martians': 'larger',
  'net.ipv4.conf.*.route_localnet': 'smaller',
  // 1 is strict, 2 is loose.
  'net.ipv4.conf.*.rp_filter': [0, 2, 1],
  'net.ipv4.conf.*.secure_redirects': 'smaller',
  'net.ipv4.conf.*.send_redirects': 'smaller',
  'net.ipv4.conf.*.shared_media': 'smaller',
  'net.ipv6.conf.*.accept_redirects': 'smaller',
  'net.ipv6.conf.*.disable_ipv6': 'larger',
};

/** Whether a value is what was expected, or stricter. */
export function isAsStrict(key: string, expected: string, found: string): boolean {
  if (found === expected) return true;
  const scale = scaleOf(key);
  const [least, is] = [Number(expected), Number(found)];
  if (scale === undefined || !Number.isInteger(least) || !Number.isInteger(is)) return false;
  switch (scale) {
    case 'larger':
      return is >= least;
    case 'smaller':
      return is <= least;
    case 'positive-smaller':
      return is > 0 && is <= least;
    case 'bits':
      return least === 1 || is === 0 || (is !== 1 && (is & ~least) === 0);
    default:
      return scale.includes(least) && scale.indexOf(is) >= scale.indexOf(least);
  }
}

/** Whether it is known which values of a sysctl are stricter than others. */
export const hasScale = (key: string): boolean => scaleOf(key) !== undefined;

const scaleOf = (key: string): Scale | undefined => SCALES[key.replace(/^(net\.ipv[46]\.conf)\.[^.]+\./, '$1.*.')];

/** Keys that are missing only where the kernel was built without what they tame: there is nothing to tame then. */
const TAMES_WHAT_IS_NOT_THERE = [
  'kernel.modules_disabled',
  'kernel.perf_cpu_time_max_percent',
  'kernel.perf_event_max_sample_rate',
  'kernel.perf_event_paranoid',
  'kernel.sysrq',
  'kernel.unprivileged_bpf_disabled',
];

/** Whether a key that the kernel does not have is as good as the strictest value. */
export const isAsStrictAbsent = (key: string, hasIpv6: boolean): boolean =>
  TAMES_WHAT_IS_NOT_THERE.includes(key) || (key.startsWith('net.ipv6.') && !hasIpv6);
