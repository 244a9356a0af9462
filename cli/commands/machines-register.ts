import { doOnce } from '../asking/do-once.ts';
import { verb } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';

/** `nixfleet machines register`. */
export const machinesRegister = verb({
  flags: { tags: { kind: 'list', hint: 'tag', says: 'Its tags until its agent says which it has' } },
  operands: ['id'],
  explains: { id: 'Id of the machine, as its agent will call itself' },
  operation: 'machines-register',
  examples: ['machines register web-01 --tags web,eu'],
  async run({ flags: { tags = [] }, operands: { id } }, session) {
    const client = await session.client();
    const body = { lifecycle: 'active', tags: [...tags] };
    const registered = await doOnce(client, (once) => client.registerMachine({ params: { id }, body, ...once }));
    session.screen.say(printable(`Machine ${id} registered${tags.length > 0 ? ` with tags ${tags.join(', ')}` : ''}`));
    if (session.isJson) session.screen.json(registered);
    return 0;
  },
});
