import { explaining, missing } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';

/** `nixfleet machines set-tags`: tags that stay whatever the agent reports. */
export const machinesSetTags = verb({
  flags: {
    tags: {
      kind: 'list',
      hint: 'tag',
      says: 'The pinned tags, in place of those before; without this flag all pins are removed',
      completes: 'tag',
    },
  },
  operands: ['id'],
  completes: { id: 'machine' },
  operation: 'machines-set-tags',
  examples: ['machines set-tags web-01 --tags web,eu', 'machines set-tags web-01'],
  async run({ flags, operands: { id } }, session) {
    const tags = [...new Set(flags.tags)].filter((tag) => tag !== '');
    const client = await session.client();
    const set = await explaining(client.pinTags({ params: { id }, body: { tags } }), {
      missing: missing('machine', id),
      isNew: 'pinned tags',
    });
    const pinned =
      set.pinned_tags.length > 0 ? `has the pinned tags ${set.pinned_tags.join(', ')}` : 'has no pinned tags';
    const declared = set.declared_tags.length > 0 ? `, and declares ${set.declared_tags.join(', ')}` : '';
    session.screen.say(printable(`Machine ${id} ${pinned}${declared}`));
    if (session.isJson) session.screen.json(set);
    return 0;
  },
});
