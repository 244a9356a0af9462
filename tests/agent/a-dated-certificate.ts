import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../../services/host/process.ts';
import type { Authority, IssuedCertificate } from '../support/certificates.ts';

/** From when until when; as OpenSSL writes it: `20990101000000Z`. */
export interface Validity {
  readonly from: string;
  readonly until: string;
}

/** A certificate of an authority that is good for another time than now, on 127.0.0.1 and localhost. */
export async function aDatedCertificate(
  { caPath }: Authority,
  subject: string,
  { from, until }: Validity,
): Promise<IssuedCertificate> {
  const authority = dirname(caPath);
  const folder = mkdtempSync(join(authority, 'dated-'));
  const at = (name: string) => join(folder, name);
  writeFileSync(at('index'), '');
  writeFileSync(at('serial'), '1000\n');
  writeFileSync(
    at('config'),
    [
      ...['[ca]', 'default_ca = own', '[own]', `database = ${at('index')}`, `serial = ${at('serial')}`],
      ...[`new_certs_dir = ${folder}`, 'default_md = sha256', 'policy = any', 'unique_subject = no'],
      ...['[any]', 'commonName = supplied', '[names]', 'subjectAltName = IP:127.0.0.1,DNS:localhost', ''],
    ].join('\n'),
  );
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', at('key.pem')];
  await run({ argv: ['openssl', 'req', '-new', ...key, '-out', at('request'), '-subj', subject], cwd: folder });
  const signing = [
    '-config',
    at('config'),
    '-cert',
    caPath,
    '-keyfile',
    join(authority, 'ca.key'),
    '-extensions',
    'names',
  ];
  const dates = ['-startdate', from, '-enddate', until, '-notext', '-batch'];
  await run({
    argv: ['openssl', 'ca', ...signing, ...dates, '-in', at('request'), '-out', at('certificate.pem')],
    cwd: folder,
  });
  const [certPath, keyPath] = [at('certificate.pem'), at('key.pem')];
  return { certPath, keyPath, cert: readFileSync(certPath, 'utf8'), key: readFileSync(keyPath, 'utf8') };
}
