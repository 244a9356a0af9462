import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { IssuedCertificate } from '../support/certificates.ts';
import { PACKAGE, TLS } from './place.ts';
import { nixResult } from './nix-unit.ts';
import type { Stand } from './stand.ts';
import { type NixUnit, unitText } from './unit-text.ts';

/** Its unit and its user. */
export const UNIT = 'nixfleet-control-plane.service';
export const USER = 'nixfleet-cp';
/** What looks for renewed certificates: a timer and a service. */
export const RENEWAL = 'nixfleet-control-plane-renewal';
/** Where its copies of its certificate and keys are. */
export const COPIES = '/run/nixfleet-control-plane';
/** Where its database is. */
export const FOLDER = '/var/lib/nixfleet-cp';

const PROGRAM = `${PACKAGE}/dist/services/server/main.js`;
/** What copies its keys: our script, as the program that nixpkgs makes of it. */
const COPIER = '/usr/bin/nixfleet-control-plane-secrets';
const COPYING = `#!/bin/sh\nexec bash ${PACKAGE}/nix/modules/_services/control-plane-secrets.sh "$@"\n`;
/** Where the machine's secrets are: only root may look into the folder that this leads to. */
const SECRETS = '/run/secrets';
const CERT = `${SECRETS}/plane.pem`;
const KEY = `${SECRETS}/plane-key.pem`;
const PORT = 8443;
const PATIENCE_MS = 30_000;
/** What the machine shows. */
const OWN = [`${TLS}/cert.pem`, `${TLS}/key.pem`];
const UNITS = '/etc/systemd/system';

/** What the options of the module are: the defaults, and mutual TLS. */
const OPTIONS = {
  listen: `0.0.0.0:${PORT}`,
  dbPath: `${FOLDER}/state.db`,
  tls: { cert: CERT, key: KEY, clientCa: `${TLS}/ca.pem` },
  bootstrapTokenFile: null,
  metricsListen: null,
  maxConnections: 30_000,
  keepReports: 7,
  keepAudit: 365,
  keepEvents: 365,
  keepEvidence: 365,
  logLevel: 'info',
};

/**
 * What the machine's Node says of the control plane beside it: the status, and who it shows itself as, or why there is no
 * answer. It asks until that is what is awaited, if something is: a Node for each look would keep the machine busy.
 */
const ASK = `
const [awaited, method, path, ca, cert, key] = process.argv.slice(1);
const read = (file) => file && require('node:fs').readFileSync(file);
const options = { host: '127.0.0.1', port: ${PORT}, method, path, ca: read(ca), cert: read(cert), key: read(key), agent: false };
const until = Date.now() + ${PATIENCE_MS};
const told = (said) => {
  if (awaited === '' || said === awaited || Date.now() > until) console.log(said);
  else setTimeout(ask, 50);
};
const ask = () => {
  const asked = require('node:https').request(options, (response) => {
    const { CN } = response.socket.getPeerCertificate().subject;
    response.resume().on('end', () => told(response.statusCode + ' ' + CN));
  });
  asked.on('error', ({ code }) => told(code));
  asked.setHeader('content-type', 'application/json');
  asked.end(method === 'POST' ? '{"name": "operator"}' : '');
};
ask();
`;

/** Tries what a service that is not its own any more would try, and says what it could do. */
const REACH = `
cd "$1" || exit
try() { "$@" >/dev/null 2>&1 && echo "$*"; }
for file in *; do
  try cat "$file"
  try chmod 600 "$file"
  try truncate --size=0 "$file"
  try mv "$file" other
  try ln -sf /etc/shadow "$file"
done
try touch tls-key.new
try ln -s /etc/shadow tls-key.new
try chmod 770 .
exit 0
`;

/** A control plane on the machine itself, in the unit that our NixOS module makes. */
export class HardenedPlane {
  readonly #stand: Stand;
  #folders = 0;

  private constructor(stand: Stand) {
    this.#stand = stand;
  }

  /** Installs it as a configuration would; it does not run yet. */
  static async install(stand: Stand): Promise<HardenedPlane> {
    const { machine, plane } = stand;
    // The Debian has none; coreutils of nixpkgs have.
    writeFileSync(machine.path('/usr/bin/kill'), '#!/bin/sh\nkill "$@"\n', { mode: 0o755 });
    writeFileSync(machine.path(COPIER), COPYING, { mode: 0o755 });
    await machine.run(['systemd-sysusers', '--inline', `u ${USER} - "NixFleet control plane" ${FOLDER}`]);
    const hardened = new HardenedPlane(stand);
    hardened.showByFolder(await plane.authority.issue('/CN=plane'));
    const unit = await nixResult(machine, 'control-plane-unit.nix', {
      service: OPTIONS,
      program: PROGRAM,
      coreutils: '/usr',
      copier: COPIER,
    });
    const renewal = await nixResult<{ timer: NixUnit; unit: NixUnit }>(machine, 'control-plane-renewal.nix', {
      service: OPTIONS,
      coreutils: '/usr',
      copier: COPIER,
    });
    const units = { [UNIT]: unit, [`${RENEWAL}.timer`]: renewal.timer, [`${RENEWAL}.service`]: renewal.unit };
    for (const [name, made] of Object.entries(units)) writeFileSync(machine.path(`${UNITS}/${name}`), unitText(made));
    await machine.run(['systemctl', 'daemon-reload']);
    return hardened;
  }

  /** Replaces its certificate and key as agenix and sops-nix do: a link leads to another folder, and the former goes. */
  showByFolder(certificate: IssuedCertificate): void {
    const { machine } = this.#stand;
    this.#folders += 1;
    const folder = `${SECRETS}.d/${this.#folders}`;
    mkdirSync(machine.path(folder), { recursive: true, mode: 0o700 });
    for (const [source, name] of filesOf(certificate)) copyFileSync(source, machine.path(`${folder}/${name}`));
    symlinkSync(folder, machine.path(`${SECRETS}.new`));
    renameSync(machine.path(`${SECRETS}.new`), machine.path(SECRETS));
    rmSync(machine.path(`${SECRETS}.d/${this.#folders - 1}`), { recursive: true, force: true });
  }

  /** Replaces them as an ACME client does: one after the other, each renamed into its place. */
  showByFile(certificate: IssuedCertificate): void {
    const { machine } = this.#stand;
    const folder = `${SECRETS}.d/${this.#folders}`;
    for (const [source, name] of filesOf(certificate)) {
      copyFileSync(source, machine.path(`${folder}/${name}.new`));
      renameSync(machine.path(`${folder}/${name}.new`), machine.path(`${folder}/${name}`));
    }
  }

  /** Runs its program by hand, as root: the way v0.1.1 ran, and the way of its commands. */
  async asRoot(...words: readonly string[]): Promise<void> {
    await this.#stand.machine.run([PROGRAM, ...words]);
  }

  /** Starts a control plane of root's on the same database, as v0.1.1's module did. */
  async startAsRoot(): Promise<void> {
    const { machine } = this.#stand;
    await machine.run(['mkdir', '-p', FOLDER]);
    const flags = ['--listen', OPTIONS.listen, '--db-path', OPTIONS.dbPath, '--tls-cert', CERT, '--tls-key', KEY];
    await machine.run(['systemd-run', '--unit=before', PROGRAM, ...flags]);
    await this.untilReady();
  }

  /** What it answers, and under which name; or why there is no answer. */
  answer(method: string, path: string, hasCertificate = true): Promise<string> {
    return this.#asked('', method, path, ...(hasCertificate ? OWN : []));
  }

  /** Waits until it is ready and shows itself by this name. */
  async untilReady(name = 'plane'): Promise<void> {
    const ready = `200 ${name}`;
    assert.equal(await this.#asked(ready, 'GET', '/ready', ...OWN), ready);
  }

  /** A property of its unit, or of another. */
  async property(name: string, unit = UNIT): Promise<string> {
    const argv = ['systemctl', 'show', `--property=${name}`, '--value', unit];
    return (await this.#stand.machine.run(argv)).stdout.trim();
  }

  /** Which of its copies its user can read, and what it can do to them or beside them, outside of its sandbox too. */
  async reach(): Promise<string[]> {
    const argv = ['runuser', '-u', USER, '--', 'sh', '-c', REACH, 'sh', COPIES];
    return (await this.#stand.machine.run(argv)).stdout.trim().split('\n');
  }

  async #asked(awaited: string, method: string, path: string, ...own: readonly string[]): Promise<string> {
    const argv = ['/usr/bin/node', '-e', ASK, awaited, method, path, `${TLS}/ca.pem`, ...own];
    return (await this.#stand.machine.run(argv)).stdout.trim();
  }
}

const filesOf = ({ certPath, keyPath }: IssuedCertificate) =>
  [
    [certPath, basename(CERT)],
    [keyPath, basename(KEY)],
  ] as const;
