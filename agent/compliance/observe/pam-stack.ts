import type { Machine } from '../machine.ts';

/** One line of a PAM stack, with what it includes put in its place. */
export interface PamRule {
  /** `pam_unix.so`; undefined: here a substack begins. */
  readonly module: string | undefined;
  readonly options: readonly string[];
  /** What follows from a result: `success` -> `ok`, …, `default` -> `bad`; a number jumps over as many. */
  readonly actions: ReadonlyMap<string, string>;
  /** How many substacks it is in. */
  readonly level: number;
}

/** What the words of a control stand for (pam.conf(5)). */
const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['required', 'success=ok new_authtok_reqd=ok ignore=ignore default=bad'],
  ['requisite', 'success=ok new_authtok_reqd=ok ignore=ignore default=die'],
  ['sufficient', 'success=done new_authtok_reqd=done default=ignore'],
  ['optional', 'success=ok new_authtok_reqd=ok default=ignore'],
]);
const FOLDERS = ['/etc/pam.d', '/usr/lib/pam.d'];
/** libpam's own limit of files that include each other. */
const DEEPEST = 32;

/** The `auth` lines of a service in the order in which libpam goes through them; undefined: there is no such service. */
export async function observePamStack(machine: Machine, service: string): Promise<readonly PamRule[] | undefined> {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/.test(service))
    throw new Error(`${JSON.stringify(service)} is no name of a PAM service`);
  const text = await textOf(machine, service);
  return text === undefined ? undefined : await rulesIn(machine, text, { level: 0, depth: 0 });
}

async function textOf(machine: Machine, service: string): Promise<string | undefined> {
  const texts = await Promise.all(FOLDERS.map((folder) => machine.text(`${folder}/${service}`)));
  return texts.find((text) => text !== undefined);
}

async function rulesIn(
  machine: Machine,
  text: string,
  at: { readonly level: number; readonly depth: number },
): Promise<readonly PamRule[]> {
  if (at.depth > DEEPEST) throw new Error('files below /etc/pam.d include each other without an end');
  const rules: PamRule[] = [];
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  for (const line of lines.map((each) => each.replace(/#.*/, '').trim())) {
    const [, copied] = /^@include\s+(\S+)$/.exec(line) ?? [];
    const [, control = '', module = '', rest = ''] = /^-?auth\s+(\[[^\]]*\]|\S+)\s+(\S+)\s*(.*)$/i.exec(line) ?? [];
    const isSubstack = control === 'substack';
    const service = copied ?? (isSubstack || control === 'include' ? module : undefined);
    if (service !== undefined) {
      const included = await textOf(machine, service);
      if (included === undefined) throw new Error(`/etc/pam.d includes ${service}, which is not there`);
      if (isSubstack) rules.push({ module: undefined, options: [], actions: new Map(), level: at.level });
      const inner = { level: at.level + (isSubstack ? 1 : 0), depth: at.depth + 1 };
      rules.push(...(await rulesIn(machine, included, inner)));
    } else if (module !== '') {
      const name = module.split('/').at(-1) ?? '';
      rules.push({ module: name, options: rest.split(/\s+/), actions: actionsOf(control), level: at.level });
    }
  }
  return rules;
}

/** As libpam has it, what a bracket does not name is `bad`, and so is a control that is none. */
function actionsOf(control: string): ReadonlyMap<string, string> {
  const words = CONTROLS.get(control.toLowerCase()) ?? /^\[(.*)\]$/.exec(control)?.[1] ?? '';
  const named = [...words.matchAll(/(\w+)\s*=\s*(\w+)/g)].map(
    ([, result = '', action = '']) => [result, action] as const,
  );
  return new Map([['default', 'bad'], ...named]);
}
