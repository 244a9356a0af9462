import type { Verb } from './verb.ts';

/** A verb that is loaded when it is used. */
export interface TableVerb {
  readonly says: string;
  readonly load: () => Promise<Verb>;
}

/** Verbs about one thing, under its name. */
export interface TableGroup {
  readonly says: string;
  /** The one of its verbs that its name alone stands for. */
  readonly alone?: string;
  readonly verbs: Readonly<Record<string, TableVerb>>;
}

export type CommandTable = Readonly<Record<string, TableVerb | TableGroup>>;

/** Every command, by its words; the pages list them in this order. */
export const COMMANDS: CommandTable = {
  deploy: {
    says: 'Roll a release out to machines, making it first when it is to be pushed',
    load: async () => (await import('../commands/deploy.ts')).deploy,
  },
  plan: {
    says: 'Show what a deploy would change on each machine, package by package',
    load: async () => (await import('../commands/plan.ts')).plan,
  },
  status: {
    says: 'Show which machines run what they should',
    load: async () => (await import('../commands/status.ts')).status,
  },
  rollout: {
    says: 'Releases on their way to machines, batch by batch',
    verbs: {
      list: {
        says: 'List rollouts, newest first',
        load: async () => (await import('../commands/rollout-list.ts')).rolloutList,
      },
      status: {
        says: 'Show a rollout with its batches and machines',
        load: async () => (await import('../commands/rollout-status.ts')).rolloutStatus,
      },
      why: {
        says: 'Say what each machine of a rollout waits for, or why it ended so',
        load: async () => (await import('../commands/rollout-why.ts')).rolloutWhy,
      },
      pause: {
        says: 'Begin no other batch of a running rollout until it is resumed; the one at hand goes on',
        load: async () => (await import('../commands/rollout-pause.ts')).rolloutPause,
      },
      resume: {
        says: 'Go on with a paused rollout; what has failed in it is tried again',
        load: async () => (await import('../commands/rollout-resume.ts')).rolloutResume,
      },
      cancel: {
        says: 'End a rollout, or stop one that takes back what it did; machines keep what they have',
        load: async () => (await import('../commands/rollout-cancel.ts')).rolloutCancel,
      },
      delete: {
        says: 'Delete a rollout that has ended',
        load: async () => (await import('../commands/rollout-delete.ts')).rolloutDelete,
      },
    },
  },
  release: {
    says: 'Immutable lists of hosts and their built systems',
    verbs: {
      create: {
        says: 'Evaluate, build and push hosts, and register them as a release',
        load: async () => (await import('../commands/release-create.ts')).releaseCreate,
      },
      list: {
        says: 'List releases, newest first',
        load: async () => (await import('../commands/release-list.ts')).releaseList,
      },
      show: {
        says: 'Show a release with its hosts',
        load: async () => (await import('../commands/release-show.ts')).releaseShow,
      },
      diff: {
        says: 'Show what changes from one release to another',
        load: async () => (await import('../commands/release-diff.ts')).releaseDiff,
      },
      delete: {
        says: 'Delete a release that no rollout refers to',
        load: async () => (await import('../commands/release-delete.ts')).releaseDelete,
      },
      gc: {
        says: 'Delete old releases that no rollout refers to',
        load: async () => (await import('../commands/release-gc.ts')).releaseGc,
      },
    },
  },
  machines: {
    says: 'The machines of the fleet',
    verbs: {
      list: {
        says: 'List machines',
        load: async () => (await import('../commands/machines-list.ts')).machinesList,
      },
      register: {
        says: 'Register a machine before its agent first reports',
        load: async () => (await import('../commands/machines-register.ts')).machinesRegister,
      },
      show: {
        says: 'Show all that is known of a machine',
        load: async () => (await import('../commands/machines-show.ts')).machinesShow,
      },
      'set-lifecycle': {
        says: 'Change whether a machine takes part: active, maintenance, …',
        load: async () => (await import('../commands/machines-set-lifecycle.ts')).machinesSetLifecycle,
      },
      'set-tags': {
        says: 'Pin tags to a machine, whatever its agent reports',
        load: async () => (await import('../commands/machines-set-tags.ts')).machinesSetTags,
      },
      'clear-desired': {
        says: 'Forget what a machine should run',
        load: async () => (await import('../commands/machines-clear-desired.ts')).machinesClearDesired,
      },
      'notify-deploy': {
        says: 'Tell the control plane what was deployed without it',
        load: async () => (await import('../commands/machines-notify-deploy.ts')).machinesNotifyDeploy,
      },
      retry: {
        says: 'Let a machine try again what has failed on it',
        load: async () => (await import('../commands/machines-retry.ts')).machinesRetry,
      },
      delete: {
        says: 'Forget a machine',
        load: async () => (await import('../commands/machines-delete.ts')).machinesDelete,
      },
    },
  },
  compliance: {
    says: 'What machines can prove of their compliance: evidence, verified and counted',
    alone: 'report',
    verbs: {
      report: {
        says: 'Show how the fleet stands, by control and by article of each framework',
        load: async () => (await import('../commands/compliance-report.ts')).complianceReport,
      },
      show: {
        says: 'Show the newest evidence of a machine: what holds, what does not, what is excused',
        load: async () => (await import('../commands/compliance-show.ts')).complianceShow,
      },
      export: {
        says: 'Write the evidence of a machine into files that can be verified without us',
        load: async () => (await import('../commands/compliance-export.ts')).complianceExport,
      },
      verify: {
        says: 'Verify evidence in files, without a control plane',
        load: async () => (await import('../commands/compliance-verify.ts')).complianceVerify,
      },
      trust: {
        says: 'Show or set the key whose signatures are believed of a machine',
        load: async () => (await import('../commands/compliance-trust.ts')).complianceTrust,
      },
      mapping: {
        says: 'Show which control speaks for which article',
        load: async () => (await import('../commands/compliance-mapping.ts')).complianceMapping,
      },
    },
  },
  statechart: {
    says: 'How things work inside: statecharts, and the actors that run them',
    verbs: {
      list: {
        says: 'List the statecharts, and the actors of the control plane',
        load: async () => (await import('../commands/statechart-list.ts')).statechartList,
      },
      show: {
        says: 'Draw a statechart, or that of an actor with where it is and what it waits for',
        load: async () => (await import('../commands/statechart-show.ts')).statechartShow,
      },
      watch: {
        says: 'Follow an actor from step to step',
        load: async () => (await import('../commands/statechart-watch.ts')).statechartWatch,
      },
      replay: {
        says: 'Go through what an actor did, step by step',
        load: async () => (await import('../commands/statechart-replay.ts')).statechartReplay,
      },
    },
  },
  rollback: {
    says: 'Take one machine back to what it ran before, over SSH',
    load: async () => (await import('../commands/rollback.ts')).rollback,
  },
  init: {
    says: 'Write a .nixfleet.toml into the current folder',
    load: async () => (await import('../commands/init.ts')).init,
  },
  bootstrap: {
    says: 'Create the first admin API key and keep it for later commands',
    load: async () => (await import('../commands/bootstrap.ts')).bootstrap,
  },
  config: {
    says: 'The settings that commands use',
    verbs: {
      show: {
        says: 'Show every setting and where it comes from',
        load: async () => (await import('../commands/config-show.ts')).configShow,
      },
    },
  },
  host: {
    says: 'New hosts',
    verbs: {
      add: {
        says: 'Write the files of a new host, and show the lines that the flake needs',
        load: async () => (await import('../commands/host-add.ts')).hostAdd,
      },
    },
  },
  keys: {
    says: 'API keys: who may come in, as what, and for how long',
    verbs: {
      create: {
        says: 'Create an API key and show it once',
        load: async () => (await import('../commands/keys-create.ts')).keysCreate,
      },
      list: { says: 'List API keys', load: async () => (await import('../commands/keys-list.ts')).keysList },
      revoke: {
        says: 'Revoke an API key at once',
        load: async () => (await import('../commands/keys-revoke.ts')).keysRevoke,
      },
    },
  },
  audit: { says: 'Show who did what', load: async () => (await import('../commands/audit.ts')).audit },
  logs: {
    says: 'What was done from here: a log of each operation',
    verbs: {
      list: {
        says: 'List operations, newest first',
        load: async () => (await import('../commands/logs-list.ts')).logsList,
      },
      show: {
        says: 'Show what an operation did, the last one unless told',
        load: async () => (await import('../commands/logs-show.ts')).logsShow,
      },
    },
  },
  completions: {
    says: 'Write the completion script of a shell',
    load: async () => (await import('../commands/completions.ts')).completions,
  },
};
