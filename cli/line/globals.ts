import type { Flags } from './flags.ts';

/** The flags that every verb takes, anywhere on the line. */
export const GLOBALS = {
  'control-plane-url': { kind: 'text', hint: 'url', says: 'Control plane; default http://localhost:8080' },
  'api-key': { kind: 'text', hint: 'key', says: 'API key of the control plane' },
  'client-cert': { kind: 'text', hint: 'path', says: 'Client certificate for mTLS' },
  'client-key': { kind: 'text', hint: 'path', says: 'Client key for mTLS' },
  'ca-cert': { kind: 'text', hint: 'path', says: 'CA certificate, beside those of the system' },
  json: { kind: 'switch', says: 'JSON on the standard output, and nothing else there' },
  config: { kind: 'text', hint: 'path', says: '.nixfleet.toml to use; default: the first above the current folder' },
  verbose: { kind: 'level', short: 'v', says: 'Say more; -vv says all' },
} as const satisfies Flags;
