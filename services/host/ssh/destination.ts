import { BadInput } from '../../../machines/errors.ts';

/** `[user@]host`: a name of DNS or ssh_config, or an address. What is more (port, key, jump host) belongs into ssh_config. */
const DESTINATION = /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}@)?(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}|[0-9A-Fa-f:]{2,45})$/;

/** A text that may be given to ssh as where to go: no option, no command, no URL. Throws `BadInput`. */
export function sshDestination(text: string): string {
  if (DESTINATION.test(text)) return text;
  throw new BadInput(
    `not an SSH destination: ${JSON.stringify(text)}; it is host or user@host, and what else is needed belongs into ~/.ssh/config`,
    { destination: text },
  );
}
