import { BadInput } from '../../machines/errors.ts';
import { cacheUrlOf, withoutSecrets } from '../../services/host/cache-url.ts';
import { oneOf } from '../line/one-of.ts';
import { ON_FAILURE, STRATEGIES } from '../rollout/rollout-words.ts';
import type { InitValues } from './config-template.ts';
import { untoldVariable } from './expand.ts';

/** Refuses what a later command would refuse, before it is written and committed. Throws `BadInput` that names the flag. */
export function assertInitValues(values: InitValues): void {
  for (const [flag, value] of Object.entries(values)) if (value) assertPlain(`--${flag}`, value);
  const check = (flag: string, rule: (name: string, value: string) => void) => {
    const value = values[flag];
    if (value) rule(`--${flag}`, value);
  };
  check('control-plane-url', assertServer);
  check('cache-url', assertCache);
  check('hook-url', assertCache);
  check('push-to', assertStore);
  check('strategy', (flag, value) => oneOf(STRATEGIES, value, flag));
  check('on-failure', (flag, value) => oneOf(ON_FAILURE, value, flag));
}

function assertPlain(flag: string, value: string): void {
  if (/[\u0000-\u001f\u007f-\u009f]/.test(value)) throw new BadInput(`${flag} has a control character in it`);
}

/** What its variables will be is not known yet; any word may stand for them. */
function filledIn(flag: string, text: string): string {
  const untold = untoldVariable(text);
  if (untold === undefined) return text.replace(/\$\{[^}]*\}/g, 'x');
  throw new BadInput(
    `${flag}: \${${untold}} is not expanded in what leaves this machine; only \${HOSTNAME}, \${HOST}, \${USER}, \${LOGNAME} ` +
      'and ${NIXFLEET_…} without secrets are',
  );
}

function assertServer(flag: string, text: string): void {
  const filled = filledIn(flag, text);
  const url = URL.canParse(filled) ? new URL(filled) : undefined;
  const shown = withoutSecrets(text);
  if (url === undefined || !/^https?:$/.test(url.protocol) || /\s/.test(filled))
    throw new BadInput(`${flag} ${shown} is not a URL of a control plane: it should look like https://host:8080`);
  if (url.username !== '' || url.password !== '')
    throw new BadInput(`${flag} ${shown} has a user in it: keys are kept by nixfleet bootstrap, not in this file`);
  if (url.search !== '' || url.hash !== '')
    throw new BadInput(`${flag} ${shown} has more than a host and a path in it`);
}

function assertCache(flag: string, text: string): void {
  try {
    cacheUrlOf(filledIn(flag, text));
  } catch (error) {
    throw error instanceof BadInput ? new BadInput(`${flag}: ${error.message.replace(`${flag}: `, '')}`) : error;
  }
}

/** Where `nix copy` can write: a URL, or a folder. */
function assertStore(flag: string, text: string): void {
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/(?!-)|\/)[\x21-\x7e]*$/.test(filledIn(flag, text))) return;
  throw new BadInput(
    `${flag} ${withoutSecrets(text)} is not a URL of a store: it should look like ssh://root@cache or s3://bucket`,
  );
}
