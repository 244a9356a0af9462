import { type AgentSettings, agentSettings } from '../nix/agent-settings.ts';
import type { Container } from './container.ts';
import { nixResult } from './nix-unit.ts';
import { PACKAGE, TLS } from './place.ts';
import { MACHINE, Plane } from './plane.ts';
import { unitText } from './unit-text.ts';

const AGENT = `${PACKAGE}/dist/agent/main.js`;

/** An agent that is in a hurry: a test has no minutes to wait. */
const HURRIED: AgentSettings = {
  controlPlaneUrl: Plane.url,
  machineId: MACHINE,
  pollInterval: 1,
  retryInterval: 1,
  healthInterval: 1,
  tls: { caCert: `${TLS}/ca.pem`, clientCert: `${TLS}/cert.pem`, clientKey: `${TLS}/key.pem` },
  confirmTimeout: 20,
  activationTimeout: 30,
};

/** The unit that the NixOS module makes of settings, but for the seconds before a restart, and for where a Debian has its programs. */
export async function agentUnit(machine: Container, settings: AgentSettings = {}, program = AGENT): Promise<string> {
  const unit = await nixResult(machine, 'agent-unit.nix', {
    program: ['/usr/bin/node', program],
    settings: agentSettings({ ...HURRIED, ...settings }),
  });
  return unitText({
    ...unit,
    environment: { ...unit.environment, PATH: '/usr/sbin:/usr/bin' },
    serviceConfig: { ...unit.serviceConfig, RestartSec: 1 },
  });
}
