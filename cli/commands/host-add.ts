import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet host add`: the files and the lines that a new host needs. */
export const hostAdd = verb({
  flags: {
    hostname: { kind: 'text', hint: 'name', says: 'Name of the new machine (required)' },
    org: { kind: 'text', hint: 'org', default: 'my-org', says: 'Organization' },
    role: {
      kind: 'text',
      hint: 'role',
      default: 'workstation',
      says: 'What it is for',
      completes: ['workstation', 'server', 'edge', 'kiosk'],
    },
    platform: {
      kind: 'text',
      hint: 'platform',
      default: 'x86_64-linux',
      says: 'As Nix names it',
      completes: ['x86_64-linux', 'aarch64-linux', 'x86_64-darwin', 'aarch64-darwin'],
    },
    target: { kind: 'text', hint: 'user@host', says: 'Where to ask the machine for its hardware, over SSH' },
  },
  operands: [],
  required: ['hostname'],
  examples: ['host add --hostname web-03 --role server', 'host add --hostname web-03 --target root@192.168.1.42'],
  run() {
    throw new BadInput('not built yet');
  },
});
