import type { Command } from '../../services/host/process.ts';

/** Where macOS keeps the roots that all of its users trust: Apple's, and those that an administrator has added. */
export const SYSTEM_KEYCHAINS = [
  '/System/Library/Keychains/SystemRootCertificates.keychain',
  '/Library/Keychains/System.keychain',
] as const;

/** Prints the certificates of the system's keychains as PEM. */
export function keychainCommand(keychains: readonly string[] = SYSTEM_KEYCHAINS): Command {
  return { argv: ['security', 'find-certificate', '-a', '-p', ...keychains], timeoutMs: 30_000 };
}
