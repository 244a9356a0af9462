import type { Endpoint } from '../contract/endpoint.ts';
import { type Shape, withoutNull, wordsOf } from './shape.ts';

/** What fields of these names could hold. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  id: 'ID',
  machine_id: 'web-01',
  hostname: 'web-01',
  hosts: ['web-01', 'web-02'],
  tags: ['web'],
  tag: 'web',
  store_path: '/nix/store/xvx7w0dd…-nixos-system-web-01',
  current_generation: '/nix/store/xvx7w0dd…-nixos-system-web-01',
  platform: 'x86_64-linux',
  release_id: 'rel-7f3a…',
  lifecycle: 'maintenance',
  message: 'up-to-date',
  name: 'ci',
  limit: '100',
  after: '0',
};

const IDS: Readonly<Record<string, string>> = {
  machines: 'web-01',
  releases: 'rel-7f3a',
  rollouts: 'r-0b6f',
  keys: '3',
};

/** A request of the endpoint for a shell, with a value for everything that must be given. */
export function curlExample(endpoint: Endpoint): string {
  const { method, path, access, body, once, reply } = endpoint;
  const url = `"$URL${path.replace(/:(\w+)/g, (_, name: string) => idIn(path, name))}"`;
  const verb = method === 'GET' ? '' : `-X ${method} `;
  const options = [
    ...(typeof access === 'string' ? [] : ['-H "Authorization: Bearer $KEY"']),
    ...(once ? ['-H "Idempotency-Key: $(uuidgen)"'] : []),
    ...(reply === 'csv' ? ['-o audit.csv'] : []),
    ...(body ? ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(sampleOf(body, ''))}'`] : []),
  ];
  return [`curl -sS ${verb}${url}`, ...options].join(options.length > 1 ? ' \\\n  ' : ' ');
}

const idIn = (path: string, name: string): string => {
  const id = IDS[path.split('/')[3] ?? ''] ?? 'ID';
  return name === 'id' ? id : `${id.replace(/\d+$/, '')}91c2`;
};

/** A value of a shape; fields that may be left out are. */
function sampleOf(shape: Shape, name: string): unknown {
  const words = wordsOf(shape);
  if (words !== undefined) return words[0];
  const inner = shape.anyOf?.at(-1);
  if (shape.anyOf !== undefined) return sampleOf(withoutNull(shape) ?? inner ?? {}, name);
  if (shape.properties !== undefined) return sampleObject(shape);
  if (name in SAMPLES) return SAMPLES[name];
  if (shape.items !== undefined) return [sampleOf(shape.items, name)];
  if (shape.default !== undefined) return shape.default;
  if (shape.format === 'date-time') return '2026-04-20T09:15:02Z';
  return { boolean: true, integer: 0, string: '…' }[String(shape.type)];
}

function sampleObject({ properties = {}, required = [] }: Shape): Record<string, unknown> {
  const fields = Object.entries(properties).filter(([name, field]) => isTold(name, field, required));
  return Object.fromEntries(fields.map(([name, field]) => [name, sampleOf(field, name)]));
}

/** What has a default is left out, unless it is what the request is about. */
const isTold = (name: string, { default: initial }: Shape, required: readonly string[]): boolean =>
  required.includes(name) && (initial === undefined || name === 'tags' || name === 'name');
