import { BadInput } from '../../machines/errors.ts';
import { isStorePath } from '../../machines/policy/store-path.ts';
import { doOnce } from '../asking/do-once.ts';
import { explaining, missing } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';

/** `nixfleet machines notify-deploy`. */
export const machinesNotifyDeploy = verb({
  flags: {},
  operands: ['id', 'store_path'],
  completes: { id: 'machine', store_path: 'file' },
  operation: 'machines-notify-deploy',
  examples: ['machines notify-deploy web-01 /nix/store/abc-nixos-system-web-01'],
  async run({ operands: { id, store_path: path } }, session) {
    if (!isStorePath(path))
      throw new BadInput(`"${path}" is not a store path: it is /nix/store/ and one name; readlink -f finds it out`);
    const client = await session.client();
    const told = doOnce(client, (once) => client.notifyDeploy({ params: { id }, body: { store_path: path }, ...once }));
    await explaining(told, { missing: missing('machine', id) });
    session.screen.say(`CP notified: ${printable(id)} should run ${path}`);
    if (session.isJson) session.screen.json({ machine_id: id, desired_generation: path });
    return 0;
  },
});
