import { createHash } from 'node:crypto';
import { storeName } from '../../../machines/policy/store-name.ts';
import { isoTime } from '../observe/calendar-date.ts';
import type { SystemClosure, SystemPath } from './system-closure.ts';

/** What else an SBOM says. */
export interface SbomFacts {
  /** As `24.05.20240531.abcdef0`; undefined: unknown. */
  readonly nixosVersion: string | undefined;
  /** Of this program, which writes it. */
  readonly toolVersion: string;
}

/**
 * The SBOM of a system, CycloneDX 1.6 as JSON: the same bytes for the same system. Its time is that at which the store
 * got the system, and its serial number follows from its content.
 */
export function cycloneDx(closure: SystemClosure, facts: SbomFacts): string {
  const { system, others } = closure;
  const content = {
    version: 1,
    metadata: {
      ...(system.registeredAt !== undefined && { timestamp: isoTime(system.registeredAt) }),
      lifecycles: [{ phase: 'operations' }],
      tools: { components: [{ type: 'application', name: 'nixfleet-compliance', version: facts.toolVersion }] },
      component: systemComponent(system, facts.nixosVersion),
    },
    components: others.map(componentOf),
    dependencies: [system, ...others].map(({ path, references }) => ({ ref: path, dependsOn: references })),
  };
  const text = JSON.stringify(content);
  return `{"$schema":"http://cyclonedx.org/schema/bom-1.6.schema.json","bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"${serialNumber(text)}",${text.slice(1)}\n`;
}

/** A system is named after its host, whose number is no version: `nixos-system-web-01-24.05.20240531.abcdef0`. */
function systemComponent(path: SystemPath, version: string | undefined) {
  const whole = path.path.replace(/^\/nix\/store\/[^-]+-/, '');
  const name = version !== undefined && whole.endsWith(`-${version}`) ? whole.slice(0, -version.length - 1) : whole;
  return {
    type: 'operating-system',
    'bom-ref': path.path,
    name,
    ...(version !== undefined && { version }),
    ...proofOf(path),
  };
}

/** Whatever has a version is software; the rest are files of the configuration: units, scripts, `/etc`. */
function componentOf(path: SystemPath) {
  const { name, version } = storeName(path.path);
  if (version === null) return { type: 'file', 'bom-ref': path.path, name, ...proofOf(path) };
  // There is no registered purl type for Nix; `generic` is for what fits no other (package-url/purl-spec, PURL types).
  const purl = `pkg:generic/${purlPart(name)}@${purlPart(version)}`;
  return { type: 'application', 'bom-ref': path.path, name, version, ...proofOf(path), purl };
}

const purlPart = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function proofOf({ path, narHash, deriver }: SystemPath) {
  return {
    ...(narHash !== undefined && { hashes: [{ alg: 'SHA-256', content: narHash }] }),
    properties: [
      { name: 'nix:output_path', value: path },
      ...(deriver === undefined ? [] : [{ name: 'nix:drv_path', value: deriver }]),
    ],
  };
}

/** A UUID (RFC 9562, version 8) that follows from a text. */
function serialNumber(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return `urn:uuid:${parts.join('-')}`;
}
