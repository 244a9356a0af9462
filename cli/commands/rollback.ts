import { SSH_FLAGS } from '../ssh/ssh-flags.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet rollback`: a machine back to what it ran before, over SSH. */
export const rollback = verb({
  flags: {
    host: { kind: 'text', hint: 'host', says: 'Host to take back', completes: 'host' },
    generation: {
      kind: 'text',
      hint: 'path',
      says: 'Store path to go back to; default: the newest generation older than the current',
    },
    darwin: { kind: 'switch', says: 'The host is a Mac' },
    ssh: { kind: 'switch', says: 'Accepted and without effect: it always goes over SSH', isHidden: true },
    target: SSH_FLAGS.target,
    'confirm-timeout': SSH_FLAGS['confirm-timeout'],
    'no-confirm': SSH_FLAGS['no-confirm'],
  },
  operands: [],
  conflicts: [['no-confirm', 'confirm-timeout']],
  required: ['host'],
  operation: 'rollback',
  examples: [
    'rollback --host web-01',
    'rollback --host aether --darwin',
    'rollback --host web-01 --target root@192.168.1.10',
  ],
  async run({ flags }, session) {
    const { rollBack } = await import('../ssh/roll-back.ts');
    return rollBack(flags, session);
  },
});
