import type { PamRule } from './pam-stack.ts';

/** Modules that ask for something other than a password. */
const MODULES = ['pam_u2f.so', 'pam_google_authenticator.so', 'pam_duo.so', 'pam_oath.so', 'pam_yubico.so'];
/** With these a module lets those pass who have set up no second factor. */
const LENIENT = ['nullok', 'nouserok'];
/** Modules that want a finger on this machine's reader, or a token in its socket. */
const LOCAL = ['pam_fprintd.so', 'pam_p11.so', 'pam_u2f.so'];
/** Modules that let people through, or not, without asking them for anything; those that take a key again are among them. */
const SILENT = [
  ...['access', 'cap', 'echo', 'env', 'faildelay', 'faillock', 'gnome_keyring', 'group', 'kwallet5', 'listfile'],
  ...['localuser', 'loginuid', 'mount', 'nologin', 'permit', 'rhosts', 'rootok', 'rssh', 'securetty', 'shells'],
  ...['ssh_agent_auth', 'succeed_if', 'time', 'warn', 'wheel'],
].map((name) => `pam_${name}.so`);

/** The modules of a stack that ask for a second factor, in force or not. */
export const factorModules = (rules: readonly PamRule[]): readonly string[] => [
  ...new Set(rules.flatMap(({ module }) => (module !== undefined && MODULES.includes(module) ? [module] : []))),
];

/**
 * Whether nobody gets through a stack without a second factor: goes through it as libpam does, with all modules for one failing and
 * every other one ending as it likes, and looks whether that can end well.
 */
export function demandsSecondFactor(rules: readonly PamRule[]): boolean {
  return rules.some(isDemanding) && !canEndWell(rules, isDemanding);
}

/** Whether nobody gets through a stack without having been asked for something: a password or another factor. */
export const asksForSomething = (rules: readonly PamRule[]): boolean => !canEndWell(rules, isAsking);

/**
 * Whether anybody who is elsewhere gets through a stack, whatever is answered: NixOS leaves one of pam_deny.so alone where sshd takes no
 * passwords, and adds what needs somebody at the machine where that is on for others.
 */
export const letsAnybodyIn = (rules: readonly PamRule[]): boolean => canEndWell(rules, isOnlyHere);

const isOnlyHere = ({ module, options }: PamRule): boolean =>
  module !== undefined && LOCAL.includes(module) && !options.some((option) => [...LENIENT, 'manual'].includes(option));

const isAsking = ({ module }: PamRule): boolean => module !== undefined && !SILENT.includes(module.replace(/^lib/, ''));

const isDemanding = ({ module, options }: PamRule): boolean =>
  module !== undefined && MODULES.includes(module) && !options.some((option) => LENIENT.includes(option));

/** How a stack stands after some of its lines: undecided, good so far, or spoilt. */
type Standing = 'open' | 'good' | 'spoilt';

/** Whether somebody can get through while all modules fail that `isFailing` says. */
function canEndWell(rules: readonly PamRule[], isFailing: (rule: PamRule) => boolean): boolean {
  const left: { index: number; standing: Standing }[] = [{ index: 0, standing: 'open' }];
  const seen = new Set<string>();
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    const rule = rules[at.index];
    if (rule === undefined) {
      if (at.standing === 'good') return true;
      continue;
    }
    const key = `${at.index} ${at.standing}`;
    if (seen.has(key)) continue;
    seen.add(key);
    left.push(...after(rules, resultsOf(rule, isFailing(rule)), at));
  }
  return false;
}

function after(
  rules: readonly PamRule[],
  results: readonly string[],
  { index, standing }: { readonly index: number; readonly standing: Standing },
): { index: number; standing: Standing }[] {
  const next = index + 1;
  const rule = rules[index];
  if (rule?.module === undefined) return [{ index: next, standing }];
  return results.map((result) => {
    const action = rule.actions.get(result) ?? rule.actions.get('default') ?? 'bad';
    const isGood = ['success', 'new_authtok_reqd'].includes(result);
    // What was spoilt stays so, but for `reset`.
    const added = standing === 'spoilt' ? standing : result === 'ignore' ? standing : isGood ? 'good' : 'spoilt';
    if (/^[1-9]\d*$/.test(action)) return jumped(rules, { index, standing, over: Number(action) });
    if (action === 'ignore') return { index: next, standing };
    if (action === 'ok') return { index: next, standing: added };
    // A spoilt stack goes on to its end.
    if (action === 'done') return { index: standing === 'spoilt' ? next : endOf(rules, index), standing: added };
    if (action === 'die') return { index: endOf(rules, index), standing: 'spoilt' };
    // Inside a substack it goes back to how that began: at best it was good.
    if (action === 'reset') return { index: next, standing: rule.level > 0 ? 'good' : 'open' };
    return { index: next, standing: 'spoilt' };
  });
}

/** What a module may come to: those that fail here do, these two always do the same, and of all others nothing is known. */
function resultsOf(rule: PamRule, isFailing: boolean): readonly string[] {
  if (rule.module === 'pam_deny.so') return ['auth_err'];
  if (rule.module === 'pam_permit.so') return ['success'];
  // `auth_err` stands for all that no control names.
  const all = [...new Set(['success', 'auth_err', ...rule.actions.keys()])].filter((result) => result !== 'default');
  return isFailing ? all.filter((result) => !['success', 'new_authtok_reqd', 'ignore'].includes(result)) : all;
}

/** The first line behind the substack that a line is in, or behind all. */
function endOf(rules: readonly PamRule[], index: number): number {
  const level = rules[index]?.level ?? 0;
  if (level === 0) return rules.length;
  const end = rules.findIndex((rule, each) => each > index && rule.level < level);
  return end === -1 ? rules.length : end;
}

/** A substack counts as one line; a jump out of one, or over the end, is a mistake that libpam answers with a failure. */
function jumped(
  rules: readonly PamRule[],
  { index, standing, over }: { readonly index: number; readonly standing: Standing; readonly over: number },
): { index: number; standing: Standing } {
  const level = rules[index]?.level ?? 0;
  let at = index + 1;
  for (let left = over; left > 0; left -= 1) {
    if ((rules[at]?.level ?? -1) < level) return { index: at, standing: 'spoilt' };
    at += 1;
    while ((rules[at]?.level ?? -1) > level) at += 1;
  }
  return { index: at, standing };
}
