import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ControlEvidence, Evidence, Finding } from '../../machines/model/evidence.ts';
import { canonical } from '../../services/compliance/canonical.ts';
import { articlesOf, CONTROLS } from '../../services/compliance/catalogue.ts';
import { overallOf } from '../../services/compliance/tally.ts';
import { EVIDENCE_NAMESPACE } from '../../services/compliance/verified-evidence.ts';
import { run } from '../../services/host/process.ts';
import type { CastMachine } from './fleet-cast.ts';
import type { PastPlane } from './past-plane.ts';

/** A control that is not simply compliant on a machine. */
export type Odd = Partial<Pick<ControlEvidence, 'status' | 'required' | 'findings' | 'checks'>>;

/** What a machine's evidence is of. */
export interface PlayedLook {
  readonly generation: string;
  readonly agoMs: number;
  /** By control. */
  readonly odd: Readonly<Record<string, Odd>>;
}

/** Signs the evidence of machines with a key of its own; all of them have it. */
export class PlayedHostKey {
  readonly #folder: string;
  /** `ssh-ed25519 AAAA… comment`. */
  readonly publicKey: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.publicKey = readFileSync(join(folder, 'key.pub'), 'utf8').trim();
  }

  /** Makes a key. */
  static async make(): Promise<PlayedHostKey> {
    const folder = mkdtempSync(join(tmpdir(), 'nixfleet-key-'));
    await run({ argv: ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'a host', '-f', join(folder, 'key')] });
    return new PlayedHostKey(folder);
  }

  /** Sends what a machine saw when it looked at itself. */
  async sends({ client }: Pick<PastPlane, 'client'>, { id }: CastMachine, look: PlayedLook): Promise<void> {
    const document = canonical(evidenceOf(id, look));
    const argv = ['ssh-keygen', '-Y', 'sign', '-n', EVIDENCE_NAMESPACE, '-f', join(this.#folder, 'key')] as const;
    const { stdout: signature } = await run({ argv: [...argv], input: document });
    await client.sendEvidence({ params: { id }, body: { document, signature, public_key: this.publicKey } });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A finding that somebody has decided to live with. */
export const excused = (id: string, text: string): Finding => ({
  id,
  text,
  exception: {
    rationale: 'A virtual machine: its host has the IOMMU.',
    owner: 'security@acme.example',
    expires: '2099-06-30',
  },
});

function evidenceOf(host: string, { generation, agoMs, odd }: PlayedLook): Evidence {
  const controls = CONTROLS.map(({ id }): ControlEvidence => ({
    control: id,
    status: 'compliant',
    required: false,
    framework_articles: Object.fromEntries(
      Object.entries(articlesOf(id)).map(([framework, articles]) => [framework, [...articles]]),
    ),
    findings: [],
    checks: { compliant: odd[id] === undefined },
    ...odd[id],
  }));
  return {
    schema: 'nixfleet.evidence/1',
    host,
    timestamp: `${new Date(Date.now() - agoMs).toISOString().slice(0, 19)}Z`,
    generation,
    revision: '4f1c2a9e0b7d6c5a',
    frameworks: ['nis2', 'dora'],
    controls,
    overall: overallOf(controls),
  };
}
