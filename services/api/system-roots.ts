import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

/** Where the usual systems keep the roots that they trust; NixOS has the first. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** As `openssl rehash` names the certificates of a folder. */
const HASHED = /^[0-9a-f]{8}\.\d{1,3}$/;

/** A file is not read beyond this: it is no collection of certificates. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_FILES = 2_000;

/** What says where the roots are: OpenSSL's names, and Nix's for one of them. */
export interface RootsEnvironment {
  readonly SSL_CERT_FILE?: string | undefined;
  readonly SSL_CERT_DIR?: string | undefined;
  readonly NIX_SSL_CERT_FILE?: string | undefined;
}

/** The roots that a system trusts, PEM; Node's own where it says nothing. */
export function systemRoots(env: RootsEnvironment = process.env): readonly string[] {
  const roots = rootFiles(env).map((path) => readFileSync(path, 'utf8'));
  return roots.length === 0 ? rootCertificates : roots;
}

/** The files that hold them: those that the environment names, if there are any, else the usual bundle. */
export function rootFiles(env: RootsEnvironment = process.env): readonly string[] {
  const named = namedRootFiles(env);
  return named.length > 0 ? named : BUNDLES.filter(isReadable).slice(0, 1);
}

/** Those that the environment names and that are there; `SSL_CERT_DIR` may name several folders. */
export function namedRootFiles({
  SSL_CERT_FILE,
  NIX_SSL_CERT_FILE,
  SSL_CERT_DIR,
}: RootsEnvironment): readonly string[] {
  const file = [SSL_CERT_FILE, NIX_SSL_CERT_FILE].find((path) => path && isReadable(path));
  const folders = (SSL_CERT_DIR ?? '').split(':').filter((folder) => folder !== '');
  return [...(file ? [file] : []), ...folders.flatMap(certificatesIn)].slice(0, MOST_FILES);
}

/** A folder that was rehashed has each certificate under two names at least. */
function certificatesIn(folder: string): readonly string[] {
  const names = namesIn(folder);
  const hashed = names.filter((name) => HASHED.test(name));
  return (hashed.length > 0 ? hashed : names).map((name) => join(folder, name)).filter(isReadable);
}

function namesIn(folder: string): readonly string[] {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder).toSorted() : [];
}

function isReadable(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && stat.isFile() && stat.size <= MOST_BYTES;
}
