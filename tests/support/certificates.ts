import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../services/host/process.ts';

/** A certificate with its key: files and their texts. */
export interface IssuedCertificate {
  readonly certPath: string;
  readonly keyPath: string;
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority of a test, by the real `openssl`. */
export interface Authority {
  readonly caPath: string;
  readonly ca: string;
  /** Signs for a subject like `/CN=web-01`; good for 127.0.0.1, localhost and the names that the authority was made with. */
  issue(subject: string): Promise<IssuedCertificate>;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'] as const;

/** Makes an authority in `folder`; `names` as openssl has them: `IP:10.0.0.1`. */
export async function anAuthority(folder: string, names: readonly string[] = []): Promise<Authority> {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => run({ argv: ['openssl', ...args], cwd: folder });
  const caPath = at('ca.pem');
  await openssl('req', '-x509', ...KEY, '-keyout', 'ca.key', '-out', caPath, '-days', '1', '-subj', '/CN=a test CA');
  writeFileSync(at('names'), `subjectAltName=${['IP:127.0.0.1', 'DNS:localhost', ...names].join(',')}\n`);
  let issued = 0;
  return {
    caPath,
    ca: readFileSync(caPath, 'utf8'),
    async issue(subject) {
      issued += 1;
      const [keyPath, request, certPath] = [at(`${issued}.key`), at(`${issued}.csr`), at(`${issued}.pem`)];
      await openssl('req', '-new', '-utf8', ...KEY, '-keyout', keyPath, '-out', request, '-subj', subject);
      const signing = [
        '-CA',
        caPath,
        '-CAkey',
        'ca.key',
        '-set_serial',
        String(issued),
        '-extfile',
        'names',
        '-days',
        '1',
      ];
      await openssl('x509', '-req', '-in', request, ...signing, '-out', certPath);
      return { keyPath, certPath, cert: readFileSync(certPath, 'utf8'), key: readFileSync(keyPath, 'utf8') };
    },
  };
}
