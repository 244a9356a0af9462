import { plainText } from '../plain-text.ts';

/** What ssh itself exits with when it could not connect, or the connection broke. */
export const SSH_FAILED = 255;

/** What ssh says, and what an operator can do about it. */
const REMEDIES: readonly (readonly [RegExp, (destination: string) => string])[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    (destination) =>
      `its host key is another one than before. If it was installed anew: ssh-keygen -R ${hostOf(destination)}; if not, somebody may be in between`,
  ],
  [
    /Host key verification failed|No .* host key is known/,
    (destination) => `its host key is not known here. Run \`ssh ${destination} true\` once and compare the fingerprint`,
  ],
  [
    /Permission denied/,
    (destination) =>
      `it does not let ${destination.includes('@') ? destination.split('@')[0] : 'this user'} in without a password. Run ssh-copy-id ${destination}, or name a key in ~/.ssh/config`,
  ],
  [
    /Could not resolve hostname/,
    () => 'its name is not known. Check it, give its address with --target user@host, or add it to ~/.ssh/config',
  ],
  [/Connection timed out|Operation timed out/, () => 'it does not answer. Check that it is up, and the way to it'],
  [/Connection refused/, () => 'nothing listens there. Check its sshd, and the port in ~/.ssh/config'],
  [/No route to host|Network is unreachable/, () => 'there is no way to it from here'],
];

/** Why a machine could not be reached over SSH, in words for who has to mend it. */
export function sshProblem(destination: string, stderr: string): string {
  const said = plainText(stderr);
  const [, remedy] = REMEDIES.find(([pattern]) => pattern.test(said)) ?? [];
  const last = said.trim().split('\n').at(-1)?.trim();
  const why = remedy?.(destination) ?? (last === undefined || last === '' ? 'ssh does not say why' : last);
  return `cannot reach ${destination} over SSH: ${why}`;
}

const hostOf = (destination: string): string => destination.slice(destination.indexOf('@') + 1);
