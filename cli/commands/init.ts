import { join } from 'node:path';
import { BadConfig } from '../../machines/errors.ts';
import { parseConfigFile } from '../config/config-file.ts';
import { configLines, configTemplate } from '../config/config-template.ts';
import { currentFolder } from '../config/current-folder.ts';
import { CONFIG_NAME } from '../config/find-config.ts';
import { assertInitValues } from '../config/init-values.ts';
import { writeConfig } from '../config/write-config.ts';
import { verb } from '../line/verb.ts';
import { ON_FAILURE, STRATEGIES } from '../rollout/rollout-words.ts';

/** `nixfleet init`: asks nobody and reads no configuration, so that it works beside a broken file. */
export const init = verb({
  flags: {
    'control-plane-url': { kind: 'text', hint: 'url', says: 'Control plane URL' },
    'ca-cert': { kind: 'text', hint: 'path', says: 'CA certificate, relative to the file', completes: 'file' },
    'client-cert': {
      kind: 'text',
      hint: 'path',
      says: 'Client certificate; ${HOSTNAME} is expanded when it is used',
      completes: 'file',
    },
    'client-key': {
      kind: 'text',
      hint: 'path',
      says: 'Client key; ${HOSTNAME} is expanded when it is used',
      completes: 'file',
    },
    'cache-url': { kind: 'text', hint: 'url', says: 'Where agents fetch from' },
    'push-to': { kind: 'text', hint: 'url', says: 'Where release create pushes to' },
    'hook-url': { kind: 'text', hint: 'url', says: 'Where agents fetch from in hook mode' },
    'hook-push-cmd': { kind: 'text', hint: 'command', says: 'Push command of hook mode; {} is the store path' },
    strategy: {
      kind: 'text',
      hint: 'strategy',
      says: 'How rollouts go unless told: canary, staged or all-at-once',
      completes: STRATEGIES,
    },
    'on-failure': {
      kind: 'text',
      hint: 'action',
      says: 'What follows when a batch fails, unless told: pause or revert',
      completes: ON_FAILURE,
    },
    force: { kind: 'switch', says: 'Replace a file that is there, and keep it beside the new one as .bak' },
  },
  operands: [],
  required: ['control-plane-url'],
  operation: 'init',
  examples: [
    'init --control-plane-url https://cp-01:8080 --ca-cert certs/fleet-ca.pem --push-to ssh://root@cache',
    "init --control-plane-url https://cp-01:8080 --client-cert '/run/agenix/agent-${HOSTNAME}-cert' --client-key '/run/agenix/agent-${HOSTNAME}-key'",
    'init --force --control-plane-url https://cp-02:8080',
  ],
  async run({ flags }, { screen, isJson }) {
    const { force: isForced, ...values } = flags;
    const path = join(currentFolder(), CONFIG_NAME);
    assertInitValues(values);
    const text = configTemplate(values);
    // What we write we must be able to read.
    parseConfigFile(text, { path, isNamed: false, variables: { env: {}, hostname: 'x' } });
    const { isWritten, backup } = await writeConfig(path, text, isForced);
    if (!isWritten) throw new BadConfig(refusal(path, configLines(values)), { path });
    if (backup !== undefined) screen.say(`Kept what was there as ${backup}`);
    screen.say(`Wrote ${path}`);
    if (isJson) screen.json({ path, backup: backup ?? null });
    screen.note('Next: nixfleet bootstrap');
    return 0;
  },
});

const refusal = (path: string, lines: string): string =>
  `${path} exists and is left as it is; put this into it where you want it, or replace it with --force:\n\n${lines}`;
