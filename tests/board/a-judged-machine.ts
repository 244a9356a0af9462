import { type Page } from 'playwright-core';
import type { Evidence } from '../../machines/model/evidence.ts';
import type { Signer } from '../services/compliance/a-signer.ts';
import { aReport, type ServedPlane } from '../support/a-server.ts';
import { sent, signedEvidence } from '../support/sent-evidence.ts';

/** What machines run here, and what their evidence is of. */
export const SYSTEM = '/nix/store/0c7g3y1n6z4vqk2m9p5xw8h1b3d6f9j2-nixos-system-web-25.05';

/** So many seconds ago, as evidence has it. */
export const ago = (seconds: number): string => `${new Date(Date.now() - seconds * 1000).toISOString().slice(0, 19)}Z`;

/** A machine that has reported what it runs. */
export async function reportedTo(plane: ServedPlane, id: string, fields: Record<string, unknown> = {}): Promise<void> {
  const json = aReport({ machine_id: id, current_generation: SYSTEM, ...fields });
  const path = `/api/v1/machines/${encodeURIComponent(id)}/report`;
  const answer = await plane.ask('POST', path, { role: null, json });
  if (!answer.ok) throw new Error(`the report of ${id}: ${answer.status} ${await answer.text()}`);
}

/** A machine that has reported, and whose evidence, taken just now, has come; signed by ssh-keygen. */
export async function aJudgedMachine(
  plane: ServedPlane,
  id: string,
  { signer, ...given }: { readonly signer: Signer } & Partial<Evidence>,
): Promise<void> {
  await reportedTo(plane, id);
  const evidence = await signedEvidence(signer, { host: id, timestamp: ago(60), generation: SYSTEM, ...given });
  const { status, text } = await sent(plane, evidence, encodeURIComponent(id));
  if (status !== 200) throw new Error(`the evidence of ${id}: ${status} ${text}`);
}

/** Somebody comes back to a page: it looks again. */
export const lookedAtAgain = (page: Page): Promise<unknown> =>
  page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
