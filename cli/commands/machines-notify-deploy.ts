import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet machines notify-deploy`. */
export const machinesNotifyDeploy = verb({
  flags: {},
  operands: ['id', 'store_path'],
  completes: { id: 'machine', store_path: 'file' },
  operation: 'machines-notify-deploy',
  examples: ['machines notify-deploy web-01 /nix/store/abc-nixos-system-web-01'],
  run() {
    throw new BadInput('not built yet');
  },
});
