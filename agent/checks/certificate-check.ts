import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { span } from '../../machines/policy/span.ts';
import type { AgentConfig } from '../config.ts';
import { bad, type Check, doubtful, type Finding, good } from './check.ts';

const WEEK_MS = 7 * 86_400_000;

/** Whether the certificate belongs to its key and to this machine, and for how long it is good. */
export const certificateCheck = (
  { clientCert, clientKey, machineId }: Pick<AgentConfig, 'clientCert' | 'clientKey' | 'machineId'>,
  now: number,
): Check => ({
  name: 'client certificate',
  async look() {
    if (clientCert === undefined || clientKey === undefined)
      return doubtful('none is configured: a control plane that asks for one (mTLS) will refuse this machine');
    const certificate = new X509Certificate(await readFile(clientCert));
    if (!certificate.checkPrivateKey(createPrivateKey(await readFile(clientKey))))
      return bad(`${clientKey} is not the key of ${clientCert}: give the pair that was issued together`);
    const commonName = /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? '';
    if (commonName !== machineId)
      return bad(
        `${clientCert} is for ${JSON.stringify(commonName)}, and this machine is ${JSON.stringify(machineId)}: the control plane compares the two; have one issued with CN=${machineId}, or change --machine-id`,
      );
    return validity(certificate, now);
  },
});

function validity({ validFrom, validTo }: X509Certificate, now: number): Finding {
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  if (now < from) return bad(`it is not valid before ${validFrom}: check this machine's clock`);
  if (now > to) return bad(`it has expired on ${validTo}: renew it; the agent takes the new files without a restart`);
  const left = `good for ${span(to - now)} more`;
  return to - now < WEEK_MS ? doubtful(`${left}: renew it soon`) : good(left);
}
