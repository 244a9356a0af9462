import { MACHINE, Plane } from './plane.ts';

/** Where the machine finds this checkout and the certificates. */
export const PACKAGE = '/opt/nixfleet';
export const TLS = '/etc/nixfleet-tls';
const AGENT = `${PACKAGE}/dist/agent/main.js`;

/** The flags of an agent that is in a hurry: a test has no minutes to wait. */
export const FLAGS = {
  'control-plane-url': Plane.url,
  'machine-id': MACHINE,
  'poll-interval': '1',
  'retry-interval': '1',
  'db-path': '/var/lib/nixfleet/state.db',
  'health-config': '/etc/nixfleet/health-checks.json',
  'health-interval': '1',
  'ca-cert': `${TLS}/ca.pem`,
  'client-cert': `${TLS}/cert.pem`,
  'client-key': `${TLS}/key.pem`,
  'confirm-timeout': '20',
  'activation-timeout': '30',
} as const;

/** Flags of an agent beside or instead of the usual ones. */
export type AgentFlags = Readonly<Record<string, string>>;

/** The unit of v0.1.1's NixOS module, but for the seconds before a restart. */
export function agentUnit(flags: AgentFlags = {}, program = AGENT): string {
  const words = Object.entries({ ...FLAGS, ...flags }).flatMap(([name, value]) => [`--${name}`, value]);
  return `[Unit]
Description=NixFleet Fleet Management Agent
After=network-online.target nix-daemon.service
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
Type=simple
ExecStart=/usr/bin/node ${program} ${words.join(' ')}
Restart=always
RestartSec=1
StateDirectory=nixfleet
NoNewPrivileges=true
Environment=PATH=/usr/sbin:/usr/bin
Environment=XDG_CACHE_HOME=/var/lib/nixfleet/.cache

[Install]
WantedBy=multi-user.target
`;
}
