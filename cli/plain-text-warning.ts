import { isLoopback } from './config/loopback.ts';

/** What an operator should know of a control plane that is asked over a network without TLS; undefined: it is not. */
export function plainTextWarning(url: string): string | undefined {
  if (!URL.canParse(url) || new URL(url).protocol !== 'http:' || isLoopback(url)) return undefined;
  return `${url} is plain HTTP: anybody on the way can read and change what is shown here; use https://`;
}
