import type { Verb } from './verb.ts';

/** A verb that is loaded when it is used. */
export interface TableVerb {
  readonly says: string;
  readonly load: () => Promise<Verb>;
}

/** Verbs about one thing, under its name. */
export interface TableGroup {
  readonly says: string;
  readonly verbs: Readonly<Record<string, TableVerb>>;
}

export type CommandTable = Readonly<Record<string, TableVerb | TableGroup>>;

/** Every command, by its words. */
export const COMMANDS: CommandTable = {
  deploy: {
    says: 'Roll a release out to machines, making it first when it is to be pushed',
    load: async () => (await import('./commands/deploy.ts')).deploy,
  },
  status: {
    says: 'Show which machines run what they should',
    load: async () => (await import('./commands/status.ts')).status,
  },
  release: {
    says: 'Immutable lists of hosts and their built systems',
    verbs: {
      create: {
        says: 'Evaluate, build and push hosts, and register them as a release',
        load: async () => (await import('./commands/release-create.ts')).releaseCreate,
      },
      list: {
        says: 'List releases, newest first',
        load: async () => (await import('./commands/release-list.ts')).releaseList,
      },
      show: {
        says: 'Show a release with its hosts',
        load: async () => (await import('./commands/release-show.ts')).releaseShow,
      },
    },
  },
  rollout: {
    says: 'Releases on their way to machines, batch by batch',
    verbs: {
      list: {
        says: 'List rollouts, newest first',
        load: async () => (await import('./commands/rollout-list.ts')).rolloutList,
      },
      status: {
        says: 'Show a rollout with its batches and machines',
        load: async () => (await import('./commands/rollout-status.ts')).rolloutStatus,
      },
      why: {
        says: 'Say what each machine of a rollout waits for, or why it ended so',
        load: async () => (await import('./commands/rollout-why.ts')).rolloutWhy,
      },
      resume: {
        says: 'Try again what is not healthy in a paused rollout, and go on',
        load: async () => (await import('./commands/rollout-resume.ts')).rolloutResume,
      },
      cancel: {
        says: 'End a rollout, or stop one that takes back what it did; machines keep what they have',
        load: async () => (await import('./commands/rollout-cancel.ts')).rolloutCancel,
      },
    },
  },
  machines: {
    says: 'The machines of the fleet',
    verbs: {
      list: {
        says: 'List machines',
        load: async () => (await import('./commands/machines-list.ts')).machinesList,
      },
      register: {
        says: 'Register a machine before its agent first reports',
        load: async () => (await import('./commands/machines-register.ts')).machinesRegister,
      },
    },
  },
  init: {
    says: 'Write a .nixfleet.toml into the current folder',
    load: async () => (await import('./commands/init.ts')).init,
  },
  bootstrap: {
    says: 'Create the first admin API key and keep it for later commands',
    load: async () => (await import('./commands/bootstrap.ts')).bootstrap,
  },
};
