import type { Machine } from '../machine.ts';
import { activeUnits } from './units.ts';

/** Whether the kernel's audit records are asked for, written and kept in bounds. */
export interface AuditView {
  readonly active: boolean;
  /** Rules that the kernel has. */
  readonly rules: number;
  /** The kernel heeds them. */
  readonly enabled: boolean;
  /** Full files make room for others. */
  readonly rotates: boolean;
  readonly settings: ReadonlyMap<string, string>;
  /** Whether there is a program by which it could send mail: it logs an error where there is none, and goes on. */
  readonly canSendMail: boolean;
}

/** The one place in which auditd looks for it. */
export const SENDMAIL = '/usr/lib/sendmail';
const EXECUTABLE = 0o111;

/** auditd of a machine: its unit, the kernel's rules, and `/etc/audit/auditd.conf`. */
export async function observeAuditd(machine: Machine): Promise<AuditView> {
  const settings = settingsOf((await machine.text('/etc/audit/auditd.conf')) ?? '');
  return {
    active: (await activeUnits(machine, ['auditd.service'])).length > 0,
    rules: auditing(await said(machine, '-l')),
    enabled: (await said(machine, '-s')).some((line) => /^enabled [12]$/.test(line)),
    rotates: isRotating(settings),
    settings,
    canSendMail: await isProgram(machine, SENDMAIL),
  };
}

async function isProgram(machine: Machine, file: string): Promise<boolean> {
  const found = await machine.facts(file);
  return found !== undefined && found.isFile && (found.mode & EXECUTABLE) !== 0;
}

/** The rules that have something recorded. `-a never,task` alone, as some systems come, has the kernel record no system call at all. */
function auditing(lines: readonly string[]): number {
  const rules = lines.filter((line) => line.startsWith('-'));
  const isIgnoring = (line: string) => /^-[aA]\s+(never,\w+|\w+,never)\b/.test(line);
  const isAllIgnored = rules.some((line) => /^-[aA]\s+(never,task|task,never)$/.test(line));
  // A watch is a rule for system calls, too.
  return isAllIgnored ? 0 : rules.filter((line) => !isIgnoring(line)).length;
}

/** Without auditctl there are no rules that anybody could have loaded. */
async function said(machine: Machine, option: '-l' | '-s'): Promise<readonly string[]> {
  const answer = await machine.ask(['auditctl', option]);
  if (answer === undefined) return [];
  if (answer.exitCode !== 0) throw new Error(`auditctl ${option} failed: ${answer.stderr.trim() || answer.exitCode}`);
  return answer.stdout.split('\n').map((line) => line.trim());
}

/** auditd takes keywords in any case, and ignores a full file unless it is told otherwise (auditd.conf(5)). */
function isRotating(settings: ReadonlyMap<string, string>): boolean {
  const action = settings.get('max_log_file_action')?.toLowerCase();
  if (Number(settings.get('max_log_file') ?? 0) < 1) return false;
  return action === 'keep_logs' || (action === 'rotate' && Number(settings.get('num_logs') ?? 0) >= 2);
}

function settingsOf(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').map((line) => /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line));
  return new Map(lines.flatMap((found) => (found ? [[(found[1] ?? '').toLowerCase(), found[2] ?? ''] as const] : [])));
}
