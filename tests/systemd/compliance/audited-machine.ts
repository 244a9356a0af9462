import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HostSettings, ProbeSetting } from '../../../agent/compliance/host-settings.ts';
import type { ControlEvidence, Evidence } from '../../../machines/model/evidence.ts';
import { articlesOf } from '../../../services/compliance/catalogue.ts';
import type { Finished } from '../../../services/host/process.ts';
import { nixResult } from '../nix-unit.ts';
import { PACKAGE } from '../place.ts';
import type { Stand } from '../stand.ts';
import { type NixUnit, unitText } from '../unit-text.ts';

/** Where the machine keeps its evidence. */
export const FOLDER = '/var/lib/nixfleet-compliance';
/** The machine's own host key. */
export const HOST_KEY = '/etc/ssh/ssh_host_ed25519_key';
/** What collects, by itself and by hand. */
export const COLLECTOR = 'compliance-evidence-collector';
/** What asks for evidence at the end of each switch. */
export const AT_SWITCH = 'compliance-evidence-at-switch';

const PROGRAM = '/usr/local/bin/nixfleet-compliance';
/** The gate as a program without arguments, as the Nix side makes it. */
export const GATE = '/usr/local/bin/compliance-gate';
const SETTINGS = '/etc/nixfleet/compliance.json';
const UNITS = '/usr/local/lib/systemd/system';
const PROBES = '/usr/local/lib/probes';
/** The PATH that the Nix side gives to the program: what there is of it on a Debian. */
const PATH = '/usr/sbin:/usr/bin';

/** A machine with the collector of our NixOS module: its units are those that the module writes. */
export class AuditedMachine {
  readonly stand: Stand;
  #settings: HostSettings;

  private constructor(stand: Stand, settings: HostSettings) {
    this.stand = stand;
    this.#settings = settings;
  }

  /** Puts the program, its units, a host key and the probes of a policy (options by control) on a machine. */
  static async install(
    stand: Stand,
    policy: Readonly<Record<string, object>>,
    revision: string | null,
  ): Promise<AuditedMachine> {
    const audited = new AuditedMachine(stand, {
      host: 'web-01',
      revision,
      frameworks: ['nis2'],
      probes: Object.keys(policy).map(probeOf),
      exceptions: {},
      directory: FOLDER,
      signingKey: HOST_KEY,
      retentionDays: 90,
      staleAfterSeconds: 7200,
      sbom: 'supply-chain' in policy,
    });
    for (const [control, options] of Object.entries(policy)) {
      audited.write(`${PROBES}/${control}.json`, JSON.stringify(options));
      audited.writeProgram(
        `${PROBES}/${control}`,
        `exec ${PROGRAM} probe ${control} --options ${PROBES}/${control}.json`,
      );
    }
    await audited.#installPrograms();
    audited.configure({});
    return audited;
  }

  /** Writes a file; what was there is replaced, not followed. */
  write(file: string, text: string, mode = 0o644): void {
    const path = this.stand.machine.path(file);
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
  }

  /** Writes a shell script. */
  writeProgram(file: string, text: string): void {
    this.write(file, `#!/bin/sh\n${text}\n`, 0o755);
  }

  /** Changes what is collected, and how. */
  configure(change: Partial<HostSettings>): void {
    this.#settings = { ...this.#settings, ...change };
    this.write(SETTINGS, JSON.stringify(this.#settings));
  }

  /** What is collected besides: a program of the fleet's own. */
  addProbe(control: string, text: string, setting: Partial<ProbeSetting> = {}): void {
    this.writeProgram(`${PROBES}/${control}`, text);
    const others = this.#settings.probes.filter((probe) => probe.control !== control);
    this.configure({ probes: [...others, { ...probeOf(control), ...setting }] });
  }

  /** Demands of these controls that they are met. */
  require(...controls: readonly string[]): void {
    const { probes } = this.#settings;
    this.configure({ probes: probes.map((probe) => ({ ...probe, required: controls.includes(probe.control) })) });
  }

  /** A program of ours on the machine; how it ends is an answer. */
  ours(...words: readonly string[]): Promise<Finished> {
    return this.stand.machine.finish([PROGRAM, ...words]);
  }

  /** Runs the collector's unit to its end, and gives what it has kept. */
  async collect(): Promise<Evidence> {
    await this.stand.machine.run(['systemctl', 'start', COLLECTOR]);
    return await this.evidence();
  }

  /** The newest evidence, as it is kept. */
  async evidence(): Promise<Evidence> {
    const { stdout } = await this.stand.machine.run(['cat', `${FOLDER}/evidence.json`]);
    const evidence: Evidence = JSON.parse(stdout);
    return evidence;
  }

  /** Waits for evidence of a system that satisfies us; there may be none at all yet. */
  untilEvidence(generation: string, isEnough: (evidence: Evidence) => boolean = () => true): Promise<Evidence> {
    return this.stand.until(`evidence of ${generation}`, async () => {
      const { exitCode, stdout } = await this.stand.machine.finish(['cat', `${FOLDER}/evidence.json`]);
      if (exitCode !== 0) return undefined;
      const evidence: Evidence = JSON.parse(stdout);
      return evidence.generation === generation && isEnough(evidence) ? evidence : undefined;
    });
  }

  /** Asserts that the newest evidence is signed by the host's own key: OpenSSH says so, and ours, by what an auditor has from elsewhere. */
  async assertSigned(): Promise<void> {
    const { machine } = this.stand;
    const [evidence, signers] = [`${FOLDER}/evidence.json`, '/run/signers'];
    await machine.run(['sh', '-ec', `sed 's/^/web-01 /' ${HOST_KEY}.pub > ${signers}`]);
    const words = `-Y verify -n nixfleet-evidence -I web-01 -f ${signers} -s ${evidence}.sig`;
    await machine.run(['sh', '-ec', `ssh-keygen ${words} < ${evidence}`]);
    const { exitCode, stdout, stderr } = await this.ours('verify', FOLDER, '--allowed-signers', signers);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /good, web-01 at /);
  }

  /** The names of all evidence that is kept, the oldest first. */
  async history(): Promise<string[]> {
    return (await this.stand.machine.run(['ls', `${FOLDER}/history`])).stdout.trim().split('\n');
  }

  /** What systemd says of a unit. */
  async property(unit: string, name: string): Promise<string> {
    const argv = ['systemctl', 'show', '--value', `--property=${name}`, unit];
    return (await this.stand.machine.run(argv)).stdout.trim();
  }

  /** The unit that belongs to each closure, ready to be one of its units. */
  async atSwitch(): Promise<Readonly<Record<string, string>>> {
    return { [`${AT_SWITCH}.service`]: unitText((await this.#units())[AT_SWITCH] ?? {}) };
  }

  async #installPrograms(): Promise<void> {
    const { machine } = this.stand;
    const main = `export PATH=${PATH}\nexec /usr/bin/node ${PACKAGE}/dist/agent/compliance/bin/nixfleet-compliance.js`;
    this.writeProgram(PROGRAM, `${main} "$@"`);
    this.writeProgram(GATE, `${main} gate "$@"`);
    await this.#installUnits();
    await machine.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', HOST_KEY]);
    await machine.run(['systemctl', 'start', 'nix-daemon', `${COLLECTOR}.timer`]);
  }

  /** Where a boot leaves them alone: closures of these tests have other units. */
  async #installUnits(): Promise<void> {
    const { machine } = this.stand;
    const install = ({ wantedBy = [], ...unit }: NixUnit, name: string) => {
      this.write(`${UNITS}/${name}`, unitText(unit));
      for (const target of wantedBy) {
        const wants = machine.path(`${UNITS}/${target}.wants`);
        mkdirSync(wants, { recursive: true });
        symlinkSync(`../${name}`, join(wants, name));
      }
    };
    install((await this.#units())[COLLECTOR] ?? {}, `${COLLECTOR}.service`);
    install(await nixResult(machine, '../compliance/evidence/timer.nix', 'hourly'), `${COLLECTOR}.timer`);
    // NixOS always has one; the collector sees /nix read-only, and asks it.
    const nixDaemon = { wantedBy: ['multi-user.target'], serviceConfig: { ExecStart: '/usr/bin/nix-daemon' } };
    install(nixDaemon, 'nix-daemon.service');
    await machine.run(['systemctl', 'daemon-reload']);
  }

  #units(): Promise<Readonly<Record<string, NixUnit>>> {
    return nixResult(this.stand.machine, '../compliance/evidence/units.nix', {
      program: PROGRAM,
      systemctl: '/usr/bin/systemctl',
      outputDir: FOLDER,
      group: 'adm',
      hasBillOfMaterials: false,
    });
  }
}

/** How a control came out. */
export function found({ controls }: Evidence, control: string): ControlEvidence {
  const one = controls.find((each) => each.control === control);
  if (one === undefined) throw new Error(`the evidence says nothing of ${control}`);
  return one;
}

/** What is wrong with a machine: the ids of findings by control, of those that are not met. */
export function wrong({ controls }: Evidence): Readonly<Record<string, readonly string[]>> {
  const failing = controls.filter(({ status }) => status === 'non-compliant' || status === 'error');
  return Object.fromEntries(
    failing.map(({ control, status, findings, checks }) => [
      control,
      status === 'error' ? [`error: ${String(checks['error'])}`] : [...new Set(findings.map(({ id }) => id))],
    ]),
  );
}

const probeOf = (control: string): ProbeSetting => ({
  control,
  program: `${PROBES}/${control}`,
  articles: Object.fromEntries(Object.entries(articlesOf(control)).map(([framework, ids]) => [framework, [...ids]])),
  required: false,
  timeoutSeconds: 60,
});
