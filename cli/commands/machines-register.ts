import { verb } from '../line/verb.ts';

/** `nixfleet machines register`. */
export const machinesRegister = verb({
  flags: { tags: { kind: 'list', hint: 'tag', says: 'Its tags until its agent says which it has' } },
  operands: ['id'],
  examples: ['machines register web-01 --tags web,eu'],
  async run({ flags: { tags = [] }, operands: { id } }, session) {
    const client = await session.client();
    const registered = await client.registerMachine({ params: { id }, body: { lifecycle: 'active', tags: [...tags] } });
    session.screen.say(
      `Machine ${registered.machine_id} registered${tags.length > 0 ? ` with tags ${tags.join(', ')}` : ''}`,
    );
    if (session.isJson) session.screen.json(registered);
    return 0;
  },
});
