import { failureOf } from '../machines/errors.ts';
import { certificateCheck } from './checks/certificate-check.ts';
import { bad, type Check } from './checks/check.ts';
import { cacheCheck, controlPlaneCheck } from './checks/control-plane-checks.ts';
import { evidenceCheck } from './checks/evidence-check.ts';
import { machineChecks } from './checks/machine-checks.ts';
import { runChecks } from './checks/run-checks.ts';
import { type AgentConfig, assertSound } from './config.ts';
import type { Contact } from './contact/contact.ts';
import { openContact } from './contact/open-contact.ts';

/** Looks whether an agent with this configuration could do its work here; how many problems there are. */
export async function check(config: AgentConfig, write: (line: string) => void): Promise<number> {
  const opened = await contactOr(config);
  const network =
    'problem' in opened
      ? [failing('configuration', opened.problem)]
      : [controlPlaneCheck(opened.contact), cacheCheck(config.cacheUrl)];
  try {
    const now = Date.now();
    const own = [...machineChecks(config), evidenceCheck(config.evidenceDir, now), certificateCheck(config, now)];
    return await runChecks([...own, ...network], write);
  } finally {
    if ('contact' in opened) opened.contact.close();
  }
}

async function contactOr(config: AgentConfig): Promise<{ contact: Contact } | { problem: string }> {
  try {
    assertSound(config);
    return { contact: await openContact(config, () => undefined) };
  } catch (error) {
    return { problem: failureOf(error).message };
  }
}

const failing = (name: string, problem: string): Check => ({ name, look: () => Promise.resolve(bad(problem)) });
