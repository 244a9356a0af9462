import { sshdSeconds } from './sshd-time.ts';

/**
 * After how many seconds in which nothing goes in or out sshd ends a channel of a kind (`session:shell`), by the value of
 * `ChannelTimeout`; 0: never. The first pattern that fits counts, as for sshd (OpenSSH 9.2). `global` is none of them: it waits for
 * all channels of a connection together.
 */
export function channelTimeoutSeconds(value: string, kind: string): number {
  for (const word of value.split(/\s+/)) {
    const [, pattern, interval] = /^([^=]+)=(.+)$/.exec(word) ?? [];
    if (pattern !== undefined && interval !== undefined && fits(pattern, kind)) return sshdSeconds(interval) ?? 0;
  }
  return 0;
}

/** `*` and `?` stand for what they do in file names. */
function fits(pattern: string, kind: string): boolean {
  const escaped = pattern.replace(/[^A-Za-z0-9*?]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(kind);
}
