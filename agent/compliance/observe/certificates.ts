import { X509Certificate } from 'node:crypto';
import { failureOf } from '../../../machines/errors.ts';
import type { Machine } from '../machine.ts';
import { isPattern, matchingFiles } from './matching-files.ts';

/** A certificate of a file, by its public facts. */
export interface Certificate {
  readonly file: string;
  /** Its first DNS name, or its subject. */
  readonly domain: string;
  /** ms since the epoch. */
  readonly startsAt: number;
  readonly endsAt: number;
}

/** The certificates of some files, and what was wrong with others. */
export interface Certificates {
  readonly found: readonly Certificate[];
  readonly problems: readonly string[];
}

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const LONGEST = 1024 * 1024;

/** All certificates in files (PEM), chains included. Of a name with `*` or `?` there may be none; another one must be there. */
export async function observeCertificates(machine: Machine, patterns: readonly string[]): Promise<Certificates> {
  const files = await Promise.all(patterns.map((pattern) => matchingFiles(machine, pattern)));
  const absent = patterns.filter((pattern, index) => !isPattern(pattern) && files[index]?.length === 0);
  const read = await Promise.all([...new Set(files.flat())].map((file) => certificatesIn(machine, file)));
  return {
    found: read.flatMap(({ found }) => found),
    problems: [...absent.map((file) => `${file} is not there`), ...read.flatMap(({ problems }) => problems)],
  };
}

async function certificatesIn(machine: Machine, file: string): Promise<Certificates> {
  try {
    const blocks = [...((await machine.text(file, LONGEST)) ?? '').matchAll(BLOCK)].map(([block]) => block);
    if (blocks.length === 0) return { found: [], problems: [`${file} holds no certificate (PEM)`] };
    const found = blocks.map((block) => certificateIn(file, block));
    const isDated = found.every(({ startsAt, endsAt }) => Number.isFinite(startsAt) && Number.isFinite(endsAt));
    return isDated ? { found, problems: [] } : { found: [], problems: [`${file} holds a certificate without dates`] };
  } catch (error) {
    return { found: [], problems: [`${file} cannot be read as a certificate: ${failureOf(error).message}`] };
  }
}

function certificateIn(file: string, block: string): Certificate {
  const certificate = new X509Certificate(block);
  const [, name] = /DNS:([^,]+)/.exec(certificate.subjectAltName ?? '') ?? [];
  const [, common] = /^CN=(.*)$/m.exec(certificate.subject) ?? [];
  return {
    file,
    domain: (name ?? common ?? certificate.subject).slice(0, 256),
    startsAt: Date.parse(certificate.validFrom),
    endsAt: Date.parse(certificate.validTo),
  };
}
