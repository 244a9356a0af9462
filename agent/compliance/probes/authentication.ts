import { Type } from 'typebox';
import type { Machine } from '../machine.ts';
import { observePamStack } from '../observe/pam-stack.ts';
import { asksForSomething, demandsSecondFactor, factorModules, letsAnybodyIn } from '../observe/second-factor.ts';
import { observeSshd, type SshdSettings } from '../observe/sshd.ts';
import { type Lockout, lockouts } from '../observe/ssh-lockouts.ts';
import { hasLoginShell, isSystemAccount, observeUsers } from '../observe/users.ts';
import { passableWays } from '../observe/ways-in.ts';
import { probe, type Problem } from '../probe.ts';

const Options = Type.Object({
  mfaRequired: Type.Boolean({ default: false }),
  /** PAM services that must not let anybody through without a second factor. */
  mfaServices: Type.Array(Type.String({ maxLength: 64 }), { default: ['sshd'], maxItems: 32 }),
  maxServiceAccounts: Type.Integer({ minimum: 0, default: 10 }),
});

/** Whether one factor is enough to get in, and which accounts of services get a shell. */
export const authentication = probe({
  control: 'authentication',
  options: Options,

  async observe(machine, { mfaRequired, mfaServices, maxServiceAccounts }) {
    const views = await observeSshd(machine);
    // What libpam takes for a service that it does not know is `other`.
    const sshdStack = (await observePamStack(machine, 'sshd')) ?? (await observePamStack(machine, 'other')) ?? [];
    const letsIn = letsAnybodyIn(sshdStack);
    const pam = { demandsFactor: demandsSecondFactor(sshdStack), asks: asksForSomething(sshdStack) };
    const system = (await observeUsers(machine)).filter(isSystemAccount);
    const withShell = system.filter(hasLoginShell).map(({ name }) => name);
    return {
      mfa_policy_required: mfaRequired,
      sshd_found: views.length > 0,
      pam_modules_loaded: [...new Set(sshdStack.flatMap(({ module }) => module ?? []))],
      ssh_single_factor: views.flatMap(({ criteria, settings }) =>
        passableWays(settings, letsIn)
          .filter((methods) => !hasTwoFactors(methods, settings, pam))
          .map((methods) => ({ match: criteria, methods: methods.join(',') })),
      ),
      ssh_lockouts: lockouts(views, letsIn),
      pam_services: await Promise.all(mfaServices.map((service) => pamService(machine, service))),
      ssh_cert_auth_available: views.some(({ settings }) => (settings.get('trustedusercakeys') ?? 'none') !== 'none'),
      system_accounts: system.map(({ name }) => name),
      system_account_count: system.length,
      service_accounts_with_shell: withShell,
      service_accounts_over_threshold: withShell.length > maxServiceAccounts,
    };
  },

  judge(seen, { mfaRequired, maxServiceAccounts }) {
    const problems: Problem[] = [];
    if (mfaRequired) {
      const ways = seen.ssh_single_factor.map(({ match, methods }) =>
        match === null ? methods : `${methods} (Match ${match})`,
      );
      if (ways.length > 0) {
        problems.push({
          id: 'multi-factor',
          text: `one factor is enough to get in over SSH: ${[...new Set(ways)].slice(0, 5).join('; ')}. ${HOW_TO_DEMAND_TWO}`,
        });
      }
      problems.push(...seen.ssh_lockouts.map(lockoutProblem));
      // How sshd uses its stack is judged above: by key, somebody gets in past it.
      const others = seen.pam_services.filter(({ service }) => service !== 'sshd');
      problems.push(...others.flatMap((service) => pamProblem(service)));
    }
    if (seen.service_accounts_over_threshold) {
      const names = seen.service_accounts_with_shell;
      problems.push({
        id: 'service-accounts',
        text: `${names.length} accounts of services have a login shell, ${maxServiceAccounts} may: ${names.slice(0, 20).join(', ')}. Set users.users.<name>.shell to pkgs.shadow (nologin), or raise compliance.controls.authentication.maxServiceAccounts`,
      });
    }
    return problems;
  },
});

/** Both ways lock somebody out who was not thought of, so each says whom. */
const HOW_TO_DEMAND_TWO =
  'Either take no keys but those on FIDO2 tokens that ask for a PIN: in services.openssh.settings PubkeyAcceptedAlgorithms = "sk-ssh-ed25519@openssh.com" and PubkeyAuthOptions = "verify-required"; works for root too. Or a key and a password: AuthenticationMethods = "publickey,keyboard-interactive", KbdInteractiveAuthentication = true, security.pam.services.sshd.unixAuth = lib.mkForce true, and a password for everybody; locks root out. Both need a person at each connection, so nixfleet rollback --host and remote builds do, too. First read docs/compliance.md, "A second factor over SSH"';

function lockoutProblem({ match, why }: Lockout): Problem {
  const who = match === null ? 'nobody gets in over SSH' : `nobody gets in over SSH as Match ${match} has it`;
  const reason =
    why === 'pam'
      ? 'it asks by PAM, and /etc/pam.d/sshd refuses every answer. NixOS leaves pam_unix out of it (and with it googleAuthenticator and duoSecurity) where PasswordAuthentication is false: set security.pam.services.sshd.unixAuth = lib.mkForce true'
      : 'no method is on, or every list of AuthenticationMethods has one that is off: switch on KbdInteractiveAuthentication, PasswordAuthentication, PubkeyAuthentication or UsePAM (services.openssh.settings), whichever it names';
  return { id: 'multi-factor', text: `${who}: ${reason}. Stay logged in until another session has come in` };
}

/** A service of PAM that is to demand a second factor. */
interface PamService {
  readonly service: string;
  readonly found: boolean;
  readonly factor_modules: readonly string[];
  readonly demands_second_factor: boolean;
}

async function pamService(machine: Machine, service: string): Promise<PamService> {
  const rules = await observePamStack(machine, service);
  return {
    service,
    found: rules !== undefined,
    factor_modules: factorModules(rules ?? []),
    demands_second_factor: demandsSecondFactor(rules ?? []),
  };
}

function pamProblem({
  service,
  found,
  factor_modules: modules,
  demands_second_factor: isMet,
}: PamService): readonly Problem[] {
  if (isMet) return [];
  const id = 'multi-factor';
  if (!found) {
    const text = `there is no PAM service ${service} on this machine: mend compliance.controls.authentication.mfaServices`;
    return [{ id, text }];
  }
  const why = modules.length === 0 ? 'asks for no second factor' : `can be passed without its ${modules.join(', ')}`;
  return [
    {
      id,
      text: `PAM service ${service} ${why}: see security.pam.services.${service}, and security.pam.u2f.control = "required"`,
    },
  ];
}

const FACTORS: ReadonlyMap<string, string> = new Map([
  ['publickey', 'owned'],
  ['hostbased', 'owned'],
  ['password', 'asked'],
  ['keyboard-interactive', 'asked'],
  ['gssapi-with-mic', 'ticket'],
]);

/** Something owned and something asked for; or what is asked for holds a second factor by itself; or the key does, by its own PIN. */
function hasTwoFactors(
  methods: readonly string[],
  settings: SshdSettings,
  pam: { readonly demandsFactor: boolean; readonly asks: boolean },
): boolean {
  const usesPam = settings.get('usepam') === 'yes';
  const kinds = new Set(methods.map((method) => FACTORS.get(method) ?? method));
  // A stack of pam_permit.so lets everybody through, and sshd calls that a method that succeeded.
  if (usesPam && !pam.asks) kinds.delete('asked');
  if (kinds.size > 1) return true;
  if (kinds.has('asked')) return usesPam && pam.demandsFactor;
  return methods.includes('publickey') && areKeysVerified(settings);
}

/** FIDO keys alone are taken, and they must have asked for a PIN or a finger. */
function areKeysVerified(settings: SshdSettings): boolean {
  const algorithms = (settings.get('pubkeyacceptedalgorithms') ?? '').split(',');
  const isVerified = (settings.get('pubkeyauthoptions') ?? '').split(/[\s,]+/).includes('verify-required');
  return isVerified && algorithms.every((algorithm) => algorithm.startsWith('sk-'));
}
