import { setImmediate as breath } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { BadInput, NotFound } from '../../../machines/errors.ts';
import type { EvidenceKey, FleetCompliance, MachineCompliance } from '../../../machines/model/compliance.ts';
import type { Engine } from '../../actors/engine.ts';
import { CONTROLS, FRAMEWORKS } from '../../compliance/catalogue.ts';
import { FleetSum } from '../../compliance/fleet-sum.ts';
import { machineCompliance } from '../../compliance/machine-compliance.ts';
import type { WantedStandings } from '../../compliance/roll-up.ts';
import { fingerprint, readPublicKey } from '../../compliance/ssh-key.ts';
import type { ComplianceReads } from '../../store/read/compliance.ts';
import { pageAsked } from '../http/paging.ts';
import { serve } from '../http/serve.ts';
import { takeEvidence } from './evidence-intake.ts';

/** Machines that are read and added up at once: a few milliseconds. */
const PAGE = 100;

/** A document of 512 KiB in JSON, where each of its quotes has a backslash. */
const BODY_BYTES = 2 * 1024 * 1024;

/** What the routes of compliance are made of. */
export interface ComplianceRouteParts {
  readonly compliance: ComplianceReads;
  readonly engine: Pick<Engine, 'request'>;
}

/** Compliance: what agents send of it, and what comes of it for the fleet. */
export function complianceRoutes(app: FastifyInstance, { compliance, engine }: ComplianceRouteParts): void {
  serve(app, 'fleetCompliance', async ({ query }): Promise<FleetCompliance> => {
    refuseUnknownFramework(query.framework);
    const sum = await sumOf(compliance, query);
    refuseUnknownControl(query.control, sum);
    return sum.compliance;
  });
  serve(app, 'complianceMachines', ({ query: { tag: tags, limit, after, ...wanted } }) => {
    refuseUnknownFramework(wanted.framework);
    const now = Date.now();
    const { items, ...rest } = compliance.machines({ now, tags, ...pageAsked({ limit, after }) });
    return { ...rest, items: items.map((row): MachineCompliance => machineCompliance(row, now, wanted)) };
  });
  serve(app, 'getEvidence', ({ params: { id }, query }) => {
    const page = compliance.evidence(id, pageAsked(query, { unasked: 1, most: 50 }));
    if (page === undefined) throw new NotFound(`there is no machine ${id}`);
    return page;
  });
  const options = { bodyLimit: BODY_BYTES };
  const intake = takeEvidence({ compliance, engine, now: () => Date.now() });
  serve(app, 'sendEvidence', ({ params, body }) => intake(params.id, body), options);
  serve(app, 'getEvidenceKey', ({ params: { id } }) => pinnedKey(compliance, id));
  serve(app, 'pinEvidenceKey', async ({ params: { id: machineId }, body }, actor) => {
    const publicKey = readPublicKey(body.public_key.trim());
    const key = { public_key: publicKey.text, fingerprint: fingerprint(publicKey) };
    await engine.request('pinEvidenceKey', { machineId, key, actor });
    return pinnedKey(compliance, machineId);
  });
}

/** What is asked of the fleet. */
interface FleetQuestion extends WantedStandings {
  readonly tag?: readonly string[];
  readonly max_age?: string;
}

/** Page by page: others have their turn between. All of it is as of one moment. */
async function sumOf(
  compliance: ComplianceReads,
  { tag: tags, max_age: maxAge, ...wanted }: FleetQuestion,
): Promise<FleetSum> {
  const now = Date.now();
  const sum = new FleetSum(wanted, { now, maxAgeMs: maxAgeAsked(maxAge) });
  for (let after: string | undefined = ''; after !== undefined;) {
    const page = compliance.machines({ now, tags, limit: PAGE, after });
    for (const row of page.items) sum.add(row);
    after = page.next;
    if (after !== undefined) await breath();
  }
  return sum;
}

function pinnedKey(compliance: ComplianceReads, id: string): EvidenceKey {
  const key = compliance.key(id);
  if (key !== undefined) return key;
  throw new NotFound(
    `there is no key of ${id}: it has sent no evidence, or there is no such machine; PUT one to pin it beforehand`,
  );
}

function maxAgeAsked(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  if (/^\d+$/.test(seconds) && Number(seconds) > 0) return Number(seconds) * 1000;
  throw new BadInput(`\`max_age\` is a number of seconds, 1 or more, not "${seconds}"`);
}

function refuseUnknownFramework(framework: string | undefined): void {
  if (framework === undefined || FRAMEWORKS.some(({ id }) => id === framework)) return;
  const known = FRAMEWORKS.map(({ id }) => id).join(', ');
  throw new BadInput(`there is no framework ${JSON.stringify(framework)}; there are ${known}`);
}

/** A control of a fleet is known by the evidence that has it. */
function refuseUnknownControl(control: string | undefined, { isControlKnown }: FleetSum): void {
  if (isControlKnown) return;
  const known = CONTROLS.map(({ id }) => id).join(', ');
  throw new BadInput(
    `no machine has evidence of a control ${JSON.stringify(control)}; there are ${known}, and those of your fleet`,
  );
}
