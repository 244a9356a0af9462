import type { Database, Statement } from 'better-sqlite3';
import type { FleetEmission } from '../../machines/emissions.ts';
import { createFanOut, type ListMail } from './fan-out.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { createSnapshots, type Snapshots } from './snapshots.ts';
import { createTransaction } from './transaction.ts';
import { createTransitions, type Transitions } from './transitions.ts';
import { type AgentWriter, createAgentWriter } from './write/agents.ts';
import { type AnswerWriter, createAnswerWriter } from './write/answers.ts';
import { createEvidenceWriter, type EvidenceWriter } from './write/evidence.ts';
import { createFailedPaths, type FailedPaths } from './write/failed-paths.ts';
import { createJournal, type Journal } from './write/journal.ts';
import { createKeyWriter, type KeyWriter } from './write/keys.ts';
import { createMachineWriter, type MachineWriter } from './write/machines.ts';
import { createReleaseWriter, type ReleaseWriter } from './write/releases.ts';
import { createReportWriter, type ReportWriter } from './write/reports.ts';
import { createTrimmer, type Trimmer } from './write/retention.ts';
import { createRolloutWriter, type RolloutWriter } from './write/rollouts.ts';
import { createSettingWriter, type SettingWriter } from './write/settings.ts';

/** A batch of a rollout, every machine of which was told what to run. */
export interface ToldBatch {
  readonly rolloutId: string;
  readonly index: number;
}

/** The control plane's unit of work: the only writer of its database. Everything in one `transaction` commits together. */
export class Unit {
  readonly #changes: Statement<[], number>;
  readonly #fanOut: (list: string, mail: ListMail, now: number) => void;
  readonly #wanted = new Set<string>();
  readonly #rolloutStatuses: string[] = [];
  readonly #toldBatches: ToldBatch[] = [];
  readonly transaction: <T>(work: () => T) => T;
  readonly snapshots: Snapshots;
  readonly mailbox: Mailbox;
  readonly transitions: Transitions;
  readonly journal: Journal;
  readonly machines: MachineWriter;
  readonly reports: ReportWriter;
  readonly releases: ReleaseWriter;
  readonly rollouts: RolloutWriter;
  readonly failedPaths: FailedPaths;
  readonly keys: KeyWriter;
  readonly answers: AnswerWriter;
  readonly trimmer: Trimmer;
  readonly agents: AgentWriter;
  readonly evidence: EvidenceWriter;
  readonly settings: SettingWriter;

  constructor(db: Database) {
    this.#changes = db.prepare<[], number>('SELECT total_changes()').pluck();
    this.#fanOut = createFanOut(db);
    const inTransaction = createTransaction(db);
    this.transaction = (work) => {
      this.#wanted.clear();
      this.#rolloutStatuses.length = 0;
      this.#toldBatches.length = 0;
      this.journal.begin();
      const answer = inTransaction(work);
      this.trimmer.settle();
      return answer;
    };
    this.snapshots = createSnapshots(db);
    this.mailbox = createMailbox(db);
    this.transitions = createTransitions(db);
    this.journal = createJournal(db);
    this.machines = createMachineWriter(db, (machineId) => this.#wanted.add(machineId));
    this.reports = createReportWriter(db);
    this.releases = createReleaseWriter(db);
    this.rollouts = createRolloutWriter(db);
    this.failedPaths = createFailedPaths(db);
    this.keys = createKeyWriter(db);
    this.answers = createAnswerWriter(db);
    this.trimmer = createTrimmer(db);
    this.agents = createAgentWriter(db);
    this.evidence = createEvidenceWriter(db);
    this.settings = createSettingWriter(db);
  }

  /** Rows changed since the connection was opened. */
  changes(): number {
    return this.#changes.get() ?? 0;
  }

  /** Machines whose desired path was set or cleared by the last transaction. */
  get wanted(): readonly string[] {
    return [...this.#wanted];
  }

  /** What rollouts came to in the last transaction: once for each change of status. */
  get rolloutStatuses(): readonly string[] {
    return this.#rolloutStatuses;
  }

  /** Batches whose machines the last transaction has found all told. */
  get toldBatches(): readonly ToldBatch[] {
    return [...this.#toldBatches];
  }

  /** Writes what a chart emitted, mail aside. */
  record(_from: string, emission: { readonly type: string }, now: number): void {
    const emitted = emission as FleetEmission;
    switch (emitted.type) {
      case 'event':
        if (emitted.name === 'status_change') this.#rolloutStatuses.push(String(emitted.detail['to']));
        if (emitted.name === 'batch_waiting_health')
          this.#toldBatches.push({ rolloutId: emitted.rolloutId, index: Number(emitted.detail['batch_index']) });
        return this.journal.event(emitted, now);
      case 'audit':
        return this.journal.audit(emitted, now);
      case 'assigned':
        return this.rollouts.assigned(emitted, now);
      case 'judged':
        return this.rollouts.judged(emitted, now);
      case 'path_failed': {
        const { machineId: machine_id, path, rolloutId: rollout_id, reason } = emitted;
        return this.failedPaths.add({ machine_id, path, rollout_id, reason }, now);
      }
      case 'path_proved':
        return this.failedPaths.forget(emitted.machineId, emitted.path);
      case 'tell':
      case 'recall':
        throw new Error('mail is the business of the shard');
    }
  }

  /** One mail for each member of a list. */
  tellMany(list: string, mail: ListMail, now: number): void {
    this.#fanOut(list, mail, now);
  }
}
