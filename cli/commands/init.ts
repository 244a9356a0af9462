import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BadConfig } from '../../machines/errors.ts';
import { configTemplate } from '../config/config-template.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet init`. */
export const init = verb({
  flags: {
    'control-plane-url': { kind: 'text', hint: 'url', says: 'Control plane URL (required)' },
    'ca-cert': { kind: 'text', hint: 'path', says: 'CA certificate, relative to the file' },
    'client-cert': { kind: 'text', hint: 'path', says: 'Client certificate; ${HOSTNAME} is expanded when it is used' },
    'client-key': { kind: 'text', hint: 'path', says: 'Client key; ${HOSTNAME} is expanded when it is used' },
    'cache-url': { kind: 'text', hint: 'url', says: 'Where agents fetch from' },
    'push-to': { kind: 'text', hint: 'url', says: 'Where release create pushes to' },
    'hook-url': { kind: 'text', hint: 'url', says: 'Where agents fetch from in hook mode' },
    'hook-push-cmd': { kind: 'text', hint: 'command', says: 'Push command of hook mode; {} is the store path' },
    strategy: { kind: 'text', hint: 'strategy', says: 'canary, staged or all-at-once' },
    'on-failure': { kind: 'text', hint: 'action', says: 'pause or revert' },
  },
  operands: [],
  required: ['control-plane-url'],
  examples: ['init --control-plane-url https://cp-01:8080 --ca-cert certs/fleet-ca.pem --push-to ssh://root@cache'],
  async run({ flags }, { screen }) {
    const path = join(process.cwd(), '.nixfleet.toml');
    const text = configTemplate(flags);
    try {
      await writeFile(path, text, { flag: 'wx' });
    } catch (error) {
      const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!exists) throw new BadConfig(`cannot write ${path}`, { path }, { cause: error });
      throw new BadConfig(`${path} exists and is left as it is; put this into it where you want it:\n\n${text}`, {
        path,
      });
    }
    screen.say(`Wrote ${path}`);
    screen.note('Next: nixfleet bootstrap');
    return 0;
  },
});
