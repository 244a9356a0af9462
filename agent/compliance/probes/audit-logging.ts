import { Type } from 'typebox';
import { failureOf } from '../../../machines/errors.ts';
import type { Machine } from '../machine.ts';
import { observeAuditd, SENDMAIL } from '../observe/auditd.ts';
import { DAY } from '../observe/calendar-date.ts';
import { FORWARDERS, observeForwarding } from '../observe/forwarders.ts';
import { journalReachesBackTo, journalShortfall, observeJournal } from '../observe/journal.ts';
import { probe, type Problem } from '../probe.ts';

const AuditLoggingOptions = Type.Object({
  retentionDays: Type.Integer({ minimum: 1, default: 365 }),
  forwardTo: Type.Union([Type.String({ minLength: 1, maxLength: 512 }), Type.Null()], { default: null }),
  adminEmail: Type.Union([Type.String({ minLength: 1, maxLength: 256 }), Type.Null()], { default: null }),
  rules: Type.Record(Type.String(), Type.Object({}), { default: { 'AL-01': {}, 'AL-02': {}, 'AL-03': {} } }),
});

/** Whether the log is kept, whether the kernel is audited, and whether something brings the log away; only the rules that are on. */
export const auditLogging = probe({
  control: 'audit-logging',
  options: AuditLoggingOptions,

  async observe(machine, { rules, forwardTo }) {
    const isOn = (rule: string) => Object.hasOwn(rules, rule);
    return {
      rules: {
        ...(isOn('AL-01') && { 'AL-01': await unlessFailed(journal(machine)) }),
        ...(isOn('AL-02') && { 'AL-02': await unlessFailed(audit(machine)) }),
        ...(isOn('AL-03') && { 'AL-03': await unlessFailed(forwarding(machine, forwardTo)) }),
      },
    };
  },

  judge({ rules }, { retentionDays, forwardTo, adminEmail }) {
    return [
      ...problemsOf('AL-01', rules['AL-01'], (seen) => journalProblems(seen, retentionDays)),
      ...problemsOf('AL-02', rules['AL-02'], (seen) => auditProblems(seen, adminEmail)),
      ...problemsOf('AL-03', rules['AL-03'], (seen) => forwardingProblems(seen, forwardTo)),
    ];
  },
});

/** Why a rule could not be looked at: it is not met then, and the others stand for themselves. */
interface Failed {
  readonly error: string;
}

async function unlessFailed<T>(looking: Promise<T>): Promise<T | Failed> {
  try {
    return await looking;
  } catch (error) {
    return { error: failureOf(error).message.replaceAll(/\s+/g, ' ').slice(0, 512) };
  }
}

function problemsOf<T extends object>(
  id: string,
  seen: T | Failed | undefined,
  judge: (seen: T) => readonly string[],
): readonly Problem[] {
  if (seen === undefined) return [];
  const texts = 'error' in seen ? [`nobody can tell whether this is met: ${seen.error}`] : judge(seen);
  return texts.map((text) => ({ id, text }));
}

async function journal(machine: Machine) {
  const seen = await observeJournal(machine);
  const since = await journalReachesBackTo(machine);
  return {
    storage: seen.storage,
    journal_persistent: seen.persistent,
    journal_disk_usage: seen.diskUsage,
    /** Null: no entry is thrown away for its age. */
    retention_seconds: seen.retentionSeconds,
    /** How far it reaches back in truth: a young machine's is short, and so is one that has run out of room. */
    journal_oldest_days: since === undefined ? null : Math.floor((machine.now - since) / DAY),
  };
}

async function audit(machine: Machine) {
  const { active, rules, enabled, rotates, settings, canSendMail } = await observeAuditd(machine);
  return {
    auditd_active: active,
    audit_rules_count: rules,
    audit_enabled: enabled,
    has_log_rotation: rotates,
    space_left_action: settings.get('space_left_action')?.toLowerCase() ?? null,
    action_mail_acct: settings.get('action_mail_acct') ?? null,
    can_send_mail: canSendMail,
  };
}

async function forwarding(machine: Machine, forwardTo: string | null) {
  const { active, naming } = await observeForwarding(machine, forwardTo);
  return { forwarding_active: active.length > 0, forwarders: active, forwarders_naming_address: naming ?? null };
}

function journalProblems(seen: Awaited<ReturnType<typeof journal>>, retentionDays: number): readonly string[] {
  const { storage, journal_persistent: persistent, retention_seconds: retentionSeconds } = seen;
  const shortfall = journalShortfall({ storage, persistent, retentionSeconds }, retentionDays);
  return shortfall === undefined ? [] : [shortfall];
}

function auditProblems(seen: Awaited<ReturnType<typeof audit>>, adminEmail: string | null): readonly string[] {
  return [
    ...(seen.auditd_active ? [] : ['auditd does not run: set security.auditd.enable and look at its unit']),
    ...(seen.audit_rules_count > 0 ? [] : ['the kernel has no audit rules: set security.audit.rules']),
    ...(seen.audit_enabled
      ? []
      : ['the kernel does not audit: set security.audit.enable = true, and no audit=0 on its command line']),
    ...(seen.has_log_rotation
      ? []
      : [
          'audit logs are not rotated: set max_log_file, max_log_file_action = "rotate" and num_logs in security.auditd.settings',
        ]),
    ...(adminEmail === null || (seen.space_left_action === 'email' && seen.action_mail_acct === adminEmail)
      ? []
      : [
          `auditd does not tell ${adminEmail} when room runs out: set space_left_action = "email" and action_mail_acct in security.auditd.settings`,
        ]),
    ...(adminEmail === null || seen.can_send_mail
      ? []
      : [
          `auditd cannot write to ${adminEmail}: it sends mail with ${SENDMAIL}, and there is no program. Let the host have one (programs.msmtp, services.nullmailer or services.postfix), or leave out compliance.controls.auditLogging.adminEmail`,
        ]),
  ];
}

function forwardingProblems(seen: Awaited<ReturnType<typeof forwarding>>, forwardTo: string | null): readonly string[] {
  if (!seen.forwarding_active) {
    const names = FORWARDERS.map((unit) => unit.replace('.service', ''));
    return [`nothing brings the log to another machine: none of ${names.join(', ')} runs`];
  }
  if (seen.forwarders_naming_address === null || seen.forwarders_naming_address.length > 0) return [];
  return [
    `${seen.forwarders.join(', ')} runs, and no configuration that could be read names ${forwardTo}: correct it, or compliance.controls.auditLogging.forwardTo`,
  ];
}
