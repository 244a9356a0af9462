import type { Flags } from './flags.ts';

/** The flags that every verb takes, anywhere on the line. */
export const GLOBALS = {
  'control-plane-url': {
    kind: 'text',
    hint: 'url',
    says: 'Control plane URL; default: http://localhost:8080',
    env: 'NIXFLEET_CONTROL_PLANE_URL',
  },
  'api-key': {
    kind: 'text',
    hint: 'key',
    says: 'API key of the control plane; others see it in ps: the variable or bootstrap is better',
    env: 'NIXFLEET_API_KEY',
  },
  'client-cert': {
    kind: 'text',
    hint: 'path',
    says: 'Client certificate for mTLS',
    env: 'NIXFLEET_CLIENT_CERT',
    completes: 'file',
  },
  'client-key': {
    kind: 'text',
    hint: 'path',
    says: 'Client key for mTLS',
    env: 'NIXFLEET_CLIENT_KEY',
    completes: 'file',
  },
  'ca-cert': {
    kind: 'text',
    hint: 'path',
    says: 'CA certificate, beside those of the system',
    env: 'NIXFLEET_CA_CERT',
    completes: 'file',
  },
  json: { kind: 'switch', says: 'JSON on the standard output, and nothing else there' },
  config: {
    kind: 'text',
    hint: 'path',
    says: '.nixfleet.toml to use; default: the first in the current folder or above',
    completes: 'file',
  },
  verbose: { kind: 'level', short: 'v', says: 'Say more: -v milestones, -vv all that commands print' },
} as const satisfies Flags;
