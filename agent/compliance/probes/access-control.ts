import { Type } from 'typebox';
import type { Machine } from '../machine.ts';
import { channelTimeoutSeconds } from '../observe/channel-timeout.ts';
import { membersOf, observeUsers } from '../observe/users.ts';
import { observeSshd, type SshdSettings, type SshdView } from '../observe/sshd.ts';
import { sshdSeconds } from '../observe/sshd-time.ts';
import { isAsked, waysIn } from '../observe/ways-in.ts';
import { probe, type Problem } from '../probe.ts';

const Options = Type.Object({
  passwordAuthDisabled: Type.Boolean({ default: true }),
  rootLoginDisabled: Type.Boolean({ default: true }),
  idleTimeoutMinutes: Type.Integer({ minimum: 1, default: 30 }),
});

/** OpenSSH called it `without-password` once, and prints that on some versions. */
const ROOT_WITHOUT_PASSWORD = ['no', 'prohibit-password', 'without-password', 'forced-commands-only'];

const LONGEST_KEYS = 1024 * 1024;

/** Who gets in over SSH, as sshd itself understands its configuration. */
export const accessControl = probe({
  control: 'access-control',
  options: Options,

  async observe(machine) {
    const [everybody, ...matches] = (await observeSshd(machine)).map(viewed);
    return {
      sshd_found: everybody !== undefined,
      password_auth_disabled: everybody?.password_auth_disabled ?? true,
      root_login_restricted: everybody?.root_login_restricted ?? true,
      has_idle_timeout: (everybody?.idle_timeout_seconds ?? 0) > 0,
      idle_timeout_seconds: everybody?.idle_timeout_seconds ?? 0,
      silent_timeout_seconds: everybody?.silent_timeout_seconds ?? 0,
      match_blocks: matches,
      sudo_users: await membersOf(machine, 'wheel'),
      ssh_key_count: await authorizedKeys(machine),
    };
  },

  judge(seen, options) {
    if (!seen.sshd_found) return [];
    const everybody = problemsOf({ ...seen, criteria: null }, options);
    // What is wrong for everybody is said once; a Match is named for what it alone lets in.
    const known = everybody.map(({ id }) => id);
    const others = seen.match_blocks.flatMap((match) => problemsOf(match, options));
    return [...everybody, ...others.filter(({ id }) => !known.includes(id))];
  },
});

/** What a `Match`, or the settings for everybody, come to. */
interface Viewed {
  readonly criteria: string | null;
  readonly password_auth_disabled: boolean;
  readonly root_login_restricted: boolean;
  /** After which a shell ends into and out of which nothing goes, though its other end answers; 0: it does not. */
  readonly idle_timeout_seconds: number;
  /** After which any session ends whose other end is gone: `count` questions without an answer, one each `interval` seconds. */
  readonly silent_timeout_seconds: number;
}

function viewed({ criteria, settings }: SshdView): Viewed {
  return {
    criteria,
    password_auth_disabled: takesNoPasswordAlone(settings),
    root_login_restricted: ROOT_WITHOUT_PASSWORD.includes(settings.get('permitrootlogin') ?? ''),
    idle_timeout_seconds: channelTimeoutSeconds(settings.get('channeltimeout') ?? '', 'session:shell'),
    silent_timeout_seconds: silentSeconds(settings),
  };
}

/** Keyboard-interactive lets passwords in too, by PAM; where a key is demanded besides, neither opens anything by itself. */
const takesNoPasswordAlone = (settings: SshdSettings) =>
  waysIn(settings).every((methods) => !methods.some(isAsked) || methods.includes('publickey'));

/** A count of 0 ends nothing (sshd_config(5)), and what is no number does not either. */
function silentSeconds(settings: SshdSettings): number {
  const interval = sshdSeconds(settings.get('clientaliveinterval') ?? '') ?? 0;
  const count = settings.get('clientalivecountmax') ?? '';
  return /^\d+$/.test(count) ? interval * Number(count) : 0;
}

function problemsOf(
  { criteria, ...seen }: Viewed,
  options: { passwordAuthDisabled: boolean; rootLoginDisabled: boolean; idleTimeoutMinutes: number },
): readonly Problem[] {
  const problems: Problem[] = [];
  const where = criteria === null ? '' : ` (Match ${criteria})`;
  if (options.passwordAuthDisabled && !seen.password_auth_disabled) {
    problems.push({
      id: 'password-authentication',
      text: `SSH takes passwords without a key${where}: set PasswordAuthentication and KbdInteractiveAuthentication to false in services.openssh.settings, or have every list of AuthenticationMethods begin with publickey (docs/compliance.md, "A second factor over SSH", says what that takes)`,
    });
  }
  if (options.rootLoginDisabled && !seen.root_login_restricted) {
    problems.push({
      id: 'root-login',
      text: `root may log in over SSH with a password${where}: set services.openssh.settings.PermitRootLogin = "prohibit-password"`,
    });
  }
  const late = lateEnds(seen, options.idleTimeoutMinutes * 60);
  if (late.length > 0) {
    problems.push({
      id: 'idle-timeout',
      text: `sshd ${late.join('; it ')}${where}; ${options.idleTimeoutMinutes} min are allowed (services.openssh.settings)`,
    });
  }
  return problems;
}

/** Which sessions live on for too long, and what ends them. */
function lateEnds(seen: Pick<Viewed, 'idle_timeout_seconds' | 'silent_timeout_seconds'>, allowed: number): string[] {
  const { idle_timeout_seconds: idle, silent_timeout_seconds: silent } = seen;
  const isLate = (seconds: number) => seconds === 0 || seconds > allowed;
  const when = (seconds: number) => (seconds === 0 ? 'never' : `after ${seconds} s only`);
  const late: string[] = [];
  if (isLate(idle)) {
    late.push(`ends a shell in which nothing happens ${when(idle)}: set ChannelTimeout = "session:shell=${allowed}"`);
  }
  if (isLate(silent)) {
    late.push(
      `ends a session that answers no more ${when(silent)}: set ClientAliveInterval and ClientAliveCountMax (their product counts)`,
    );
  }
  return late;
}

/** NixOS declares keys below `/etc/ssh/authorized_keys.d`, one file for each user; others are in their homes. */
async function authorizedKeys(machine: Machine): Promise<number> {
  const declared = '/etc/ssh/authorized_keys.d';
  const names = (await machine.names(declared)) ?? [];
  const homes = [...new Set((await observeUsers(machine)).map(({ home }) => home))].filter((home) => home !== '');
  const files = [...names.map((name) => `${declared}/${name}`), ...homes.map((home) => `${home}/.ssh/authorized_keys`)];
  const texts = await Promise.all(files.map((file) => keysIn(machine, file)));
  return texts.flatMap((text) => text.split('\n')).filter((line) => /^[^#\s]/.test(line)).length;
}

/** People make of that place in their home what they like: what sshd could not read either holds no key. */
async function keysIn(machine: Machine, file: string): Promise<string> {
  try {
    return (await machine.text(file, LONGEST_KEYS)) ?? '';
  } catch (error) {
    // A link to itself, a pipe, or a home on a server that does not let root in: none of it may spoil what sshd says.
    if (error instanceof Error) return '';
    throw error;
  }
}
