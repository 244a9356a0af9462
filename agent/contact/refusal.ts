import type { X509Certificate } from 'node:crypto';
import { type FleetError, HttpFailed, Unreachable } from '../../machines/errors.ts';
import type { ClientTls } from '../../services/api/trust.ts';
import { skewText } from './clock-skew.ts';
import { certificateIn, certificatesIn } from './tls.ts';
import { wholeReason } from './whole-reason.ts';

/** Who was refused, and when; ms. */
export interface Refused {
  readonly machineId: string;
  readonly tls: Pick<ClientTls, 'cert'>;
  readonly now: number;
  /** Our clock minus the control plane's when it last answered; null: unknown. */
  readonly skewMs: number | null;
}

/**
 * Why the control plane did not answer, or refused, for who reads an agent's log at night: all causes, and what our own
 * certificate and clock have to do with it.
 */
export function refusalOf(error: unknown, refused: Refused): unknown {
  if (error instanceof HttpFailed && (error.status === 401 || error.status === 403)) {
    const { machineId, tls } = refused;
    const said = saidIn(error);
    return new HttpFailed(
      `the control plane refuses this machine (${error.status}${said && `: ${said}`}): ${whoWeAre(tls)}, and it has to be of ${JSON.stringify(machineId)}`,
      error.status,
      error.detail,
    );
  }
  if (!(error instanceof Unreachable)) return error;
  const remarks = [ownProblem(refused), ...(concernsTime(error) ? [timeOf(refused)] : [])].filter(Boolean);
  return new Unreachable([wholeReason(error), ...remarks].join('; '), error.detail, { cause: error });
}

/** What a control plane writes under its refusal; v0.1.1 writes nothing. */
const saidIn = ({ detail }: FleetError): string => {
  const body = detail['body'];
  return typeof body === 'string' ? (body.trim().split('\n', 1)[0]?.slice(0, 200) ?? '') : '';
};

function whoWeAre({ cert }: Pick<ClientTls, 'cert'>): string {
  const own = ownCertificate(cert);
  if (own === undefined) return 'our client certificate is missing';
  const subject = own.subject.replaceAll('\n', ', ');
  return `our client certificate is of ${JSON.stringify(subject)}`;
}

const concernsTime = ({ detail }: Unreachable): boolean =>
  detail['cause'] === 'CERT_HAS_EXPIRED' || detail['cause'] === 'CERT_NOT_YET_VALID';

function timeOf({ now, skewMs }: Refused): string {
  const known = skewMs === null || skewMs === 0 ? '' : `, and ${skewText(skewMs)}`;
  return `it is ${new Date(now).toISOString()} here${known}`;
}

/** A control plane that does not like a certificate may hang up without a word. */
function ownProblem({ tls, now }: Refused): string | undefined {
  const own = ownCertificate(tls.cert);
  if (own === undefined) return undefined;
  const clock = `by our clock, ${new Date(now).toISOString()}`;
  if (now > Date.parse(own.validTo)) return `our client certificate has expired, on ${own.validTo} (${clock})`;
  if (now < Date.parse(own.validFrom)) return `our client certificate is not valid before ${own.validFrom} (${clock})`;
  return undefined;
}

function ownCertificate(cert: ClientTls['cert']): X509Certificate | undefined {
  const [pem] = cert === undefined ? [] : certificatesIn(String(cert));
  return pem === undefined ? undefined : certificateIn(pem);
}
