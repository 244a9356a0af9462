import { Type } from 'typebox';
import { DAY } from '../observe/calendar-date.ts';
import { type Certificate, observeCertificates } from '../observe/certificates.ts';
import { observeHostKeys } from '../observe/host-keys.ts';
import { tlsAnswer, tlsEndpoint } from '../observe/tls-versions.ts';
import { probe, type Problem } from '../probe.ts';

const EncryptionInTransitOptions = Type.Object({
  minTlsVersion: Type.Union([Type.Literal('1.2'), Type.Literal('1.3')], { default: '1.2' }),
  certExpiryWarningDays: Type.Integer({ minimum: 0, default: 30 }),
  /** Files (PEM), with `*` and `?`. */
  certificates: Type.Array(Type.String({ pattern: '^/', maxLength: 1024 }), {
    default: ['/var/lib/acme/*/cert.pem'],
    maxItems: 100,
  }),
  /** Listeners of this machine itself: `127.0.0.1:443`. */
  tlsEndpoints: Type.Array(Type.String({ maxLength: 300 }), { default: [], maxItems: 32 }),
});

/** Whether keys and certificates are there and hold, and whether listeners refuse old TLS when they are asked for it. */
export const encryptionInTransit = probe({
  control: 'encryption-in-transit',
  options: EncryptionInTransitOptions,

  async observe(machine, { minTlsVersion, certExpiryWarningDays, certificates, tlsEndpoints }) {
    const { found, problems } = await observeCertificates(machine, certificates);
    const keys = await observeHostKeys(machine);
    const soon = found.filter((each) => each.endsAt - machine.now <= warningOf(each, certExpiryWarningDays));
    return {
      tls_min_version: minTlsVersion,
      tls_endpoints: await Promise.all(tlsEndpoints.map((text) => endpointSeen(text, minTlsVersion))),
      cert_files_found: new Set(found.map(({ file }) => file)).size,
      certs_expiring_soon: soon.map((each) => certificateSeen(each, machine.now)),
      certs_not_yet_valid: found
        .filter(({ startsAt }) => startsAt > machine.now)
        .map((each) => certificateSeen(each, machine.now)),
      certificate_problems: problems,
      ssh_host_key_exists: keys.some(({ algorithm }) => algorithm === 'ed25519'),
    };
  },

  judge(seen, { minTlsVersion, certExpiryWarningDays }) {
    const problems: Problem[] = [];
    if (!seen.ssh_host_key_exists) {
      problems.push({
        id: 'host-key',
        text: 'there is no ed25519 host key: name one in services.openssh.hostKeys (services.openssh.enable, or generateHostKeys, makes it)',
      });
    }
    const certificate = (text: string) => problems.push({ id: 'certificates', text });
    for (const { domain, file, days_left: days } of seen.certs_expiring_soon) {
      const is = days < 0 ? `ended ${-days} days ago` : `ends in ${days} days`;
      const limit = `${certExpiryWarningDays} days before its end, or when ${RENEWED_AT * 100} % of a shorter life are left`;
      certificate(`the certificate of ${domain} (${file}) ${is}: renew it (it should have been, ${limit})`);
    }
    for (const { domain, file } of seen.certs_not_yet_valid)
      certificate(`the certificate of ${domain} (${file}) does not hold yet: look at this machine's clock`);
    for (const text of seen.certificate_problems)
      certificate(`${text}: mend it, or compliance.controls.encryptionInTransit.certificates`);
    return [...problems, ...seen.tls_endpoints.flatMap((endpoint) => endpointProblems(endpoint, minTlsVersion))];
  },
});

/** ACME clients renew when a third of a certificate's life is left: an earlier warning would come each time, and say nothing. */
const RENEWED_AT = 0.3;

/** How long before its end a certificate is warned of, in ms. */
const warningOf = ({ startsAt, endsAt }: Certificate, days: number): number =>
  Math.min(days * DAY, RENEWED_AT * (endsAt - startsAt));

/** What a listener said: to a version below the minimum, and to those from the minimum on. */
interface EndpointSeen {
  readonly endpoint: string;
  readonly old_version: string;
  readonly current_version: string;
}

async function endpointSeen(text: string, minimum: '1.2' | '1.3'): Promise<EndpointSeen> {
  const endpoint = tlsEndpoint(text);
  const [below, least] = minimum === '1.2' ? (['TLSv1.1', 'TLSv1.2'] as const) : (['TLSv1.2', 'TLSv1.3'] as const);
  return {
    endpoint: text,
    old_version: await tlsAnswer(endpoint, 'TLSv1', below),
    current_version: await tlsAnswer(endpoint, least, 'TLSv1.3'),
  };
}

function endpointProblems(seen: EndpointSeen, minimum: string): readonly Problem[] {
  const id = 'tls-version';
  if (seen.old_version === 'accepted')
    return [
      { id, text: `${seen.endpoint} takes TLS older than ${minimum}: set its lowest version (nginx: ssl_protocols)` },
    ];
  // What cannot be asked is not known to refuse.
  if (seen.current_version === 'accepted' && seen.old_version === 'refused') return [];
  const text = `${seen.endpoint} does not answer as TLS ${minimum}: start it, or correct compliance.controls.encryptionInTransit.tlsEndpoints (a name behind # where it wants one)`;
  return [{ id, text }];
}

const certificateSeen = ({ domain, file, endsAt }: Certificate, now: number) => ({
  domain,
  file,
  days_left: Math.floor((endsAt - now) / DAY),
});
