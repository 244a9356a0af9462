import { baseUrl } from '../../services/api/base-url.ts';
import type { AgentConfig } from '../config.ts';
import { Contact } from './contact.ts';
import { Identity } from './identity.ts';
import type { Log } from '../log.ts';
import { NO_ROOTS, trustedRoots } from './trusted-roots.ts';

/** The control plane that an agent is configured with. Throws `BadConfig` when its certificates cannot be used. */
export async function openContact(config: AgentConfig, log: Log): Promise<Contact> {
  const { controlPlaneUrl: url, machineId } = config;
  const roots = baseUrl(url).isSecure ? trustedRoots({ platform: process.platform, log }) : NO_ROOTS;
  const identity = await Identity.open({ files: config, roots, log });
  return new Contact({ url, machineId, identity, log, now: () => Date.now() });
}
