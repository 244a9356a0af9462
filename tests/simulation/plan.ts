import type { ActivationMode } from '../../machines/model/attempt.ts';
import type { Lifecycle, AgentState } from '../../machines/model/machine.ts';
import type { CreateRollout, RolloutStatus } from '../../machines/model/rollout.ts';
import type { DriftPolicy } from '../../machines/policy/agent-cycle.ts';

/*
 * A plan is a life in plain data: what there is, what operators do, and what goes wrong. Its items do not depend on each
 * other's chance, so that one can be taken away and the others stay as they are. Times are ms from the beginning.
 */

/** A machine of the fleet. */
export interface PlannedMachine {
  readonly kind: 'machine';
  readonly id: string;
  /** Ours, or one that behaves as v0.1.1's does. */
  readonly agent: 'ours' | 'v0';
  /** How it is registered; null: it is known by its first report. */
  readonly lifecycle: Lifecycle | null;
  readonly tag: string;
  readonly pollSeconds: number;
  readonly healthSeconds: number;
  readonly clockErrorMs: number;
  readonly mode: ActivationMode;
  readonly drift: DriftPolicy;
}

/** What is wrong with a release's closure on a machine, for a while or for good. */
export interface Malady {
  readonly kind: 'malady';
  readonly id: string;
  readonly machine: string;
  readonly release: string;
  readonly what:
    | 'unfetchable'
    | 'refuses'
    | 'breaks'
    /** A unit of it fails, and it runs. */
    | 'failing unit'
    | 'ill'
    | 'flapping'
    | 'slow'
    /** The switch never ends. */
    | 'hangs'
    /** Only a reboot can bring it. */
    | 'needs reboot'
    /** While it runs nobody can be reached. */
    | 'cuts off'
    /** While it runs every agent dies at its start. */
    | 'crashes';
  readonly from: number;
  readonly until: number;
}

/** An operator makes a rollout. */
export interface PlannedRollout {
  readonly kind: 'rollout';
  readonly id: string;
  readonly at: number;
  readonly release: string;
  readonly body: Omit<CreateRollout, 'release_id'>;
  /** It comes with an `Idempotency-Key`, and again when no answer came. */
  readonly isKeyed: boolean;
}

/** An operator watches a rollout and does something some time after it has come to a status. */
export interface Reaction {
  readonly kind: 'reaction';
  readonly id: string;
  readonly of: string;
  readonly on: RolloutStatus;
  readonly after: number;
  readonly what: 'pauseRollout' | 'resumeRollout' | 'cancelRollout' | 'deleteRollout';
  readonly times: number;
}

/** An operator does something with a machine. */
export interface Order {
  readonly kind: 'order';
  readonly id: string;
  readonly at: number;
  readonly machine: string;
  readonly does:
    | { readonly what: 'move'; readonly lifecycle: Lifecycle }
    | { readonly what: 'register'; readonly lifecycle: Lifecycle }
    | { readonly what: 'notify'; readonly release: string }
    | { readonly what: 'clear' | 'delete' }
    | { readonly what: 'pin'; readonly tags: readonly string[] };
  readonly isKeyed: boolean;
}

/** Something goes wrong with the control plane. */
export type PlaneFault =
  | {
      readonly what: 'crash';
      readonly afterCommits: number;
      readonly where: 'before' | 'after';
      readonly downMs: number;
    }
  | { readonly what: 'restart'; readonly downMs: number }
  | { readonly what: 'jump'; readonly byMs: number }
  | { readonly what: 'full disk'; readonly afterCommits: number; readonly commits: number }
  | { readonly what: 'busy'; readonly forMs: number; readonly likelihood: number };

/** Something goes wrong with a machine. */
export type MachineFault =
  | {
      readonly what: 'kill';
      readonly state: AgentState;
      readonly afterMs: number;
      readonly downMs: number;
      /** The agent dies, the whole machine starts again, or the agent stands still, for `downMs`. */
      readonly how: 'death' | 'reboot' | 'stall';
    }
  | { readonly what: 'reboot' | 'lose database' | 'lose snapshot'; readonly downMs: number }
  | { readonly what: 'jump'; readonly byMs: number }
  | { readonly what: 'full disk'; readonly commits: number }
  | NetworkFault;

/** Messages between a machine and the control plane: how likely each thing happens to one, for a while. */
export interface NetworkFault {
  readonly what: 'network';
  readonly forMs: number;
  readonly lost: number;
  readonly unanswered: number;
  readonly doubled: number;
  readonly late: number;
}

/** Something goes wrong. */
export type Fault =
  | { readonly kind: 'plane fault'; readonly id: string; readonly at: number; readonly does: PlaneFault }
  | {
      readonly kind: 'machine fault';
      readonly id: string;
      readonly at: number;
      readonly machine: string;
      readonly does: MachineFault;
    };

/** One thing of a plan. */
export type Item = PlannedMachine | Malady | PlannedRollout | Reaction | Order | Fault;

/** A whole life; after `length` nothing new happens, all faults are healed, and the rest takes its course. */
export interface Plan {
  readonly seed: number;
  readonly length: number;
  readonly items: readonly Item[];
}

/** The releases that operators have made before the life begins; every machine of the fleet is in each. */
export const RELEASES = ['r1', 'r2', 'r3'] as const;

/** What machines run before anybody tells them anything. */
export const FIRST_RELEASE = 'r0';

/** The path of a machine in a release. */
export const pathOf = (release: string, machine: string): string => `/nix/store/${release}-nixos-system-${machine}`;

/** The items of one kind. */
export const itemsOf = <Kind extends Item['kind']>(plan: Plan, kind: Kind): Extract<Item, { kind: Kind }>[] =>
  plan.items.filter((item): item is Extract<Item, { kind: Kind }> => item.kind === kind);
