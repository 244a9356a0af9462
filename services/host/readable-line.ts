import { nixEvent } from './nix-event.ts';

/** A line of a command's error stream for people, what Nix says to programs included; undefined when it says nothing to them. */
export function readableLine(line: string): string | undefined {
  const event = nixEvent(line);
  switch (event?.type) {
    case 'started':
      return event.text || undefined;
    case 'logged':
    case 'said':
      return event.line || undefined;
    case 'failed':
      return event.message;
    case 'ended':
    case 'progressed':
    case undefined:
      return undefined;
  }
}
