import type { LogLevel } from './log.ts';

/** v0.1.1's words for what we have fewer of. */
const LEVELS: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  error: 'error',
  off: 'error',
};

/**
 * The level in v0.1.1's log filter, `RUST_LOG=nixfleet=info`: what is said of `nixfleet`, else of everything; undefined:
 * there is none that we know.
 */
export function levelInRustLog(filter: string): LogLevel | undefined {
  const directives = filter.split(',').map((directive) => directive.trim().toLowerCase());
  const ours = directives.find((directive) => /^nixfleet[\w:]*=/.test(directive))?.split('=')[1];
  const word = ours ?? directives.find((directive) => !directive.includes('=')) ?? '';
  return Object.hasOwn(LEVELS, word) ? LEVELS[word] : undefined;
}
