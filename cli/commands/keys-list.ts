import { explaining } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { keyLines } from '../output/key-lines.ts';
import { taken } from '../asking/taken.ts';

/** `nixfleet keys list`. */
export const keysList = verb({
  flags: {},
  operands: [],
  examples: ['keys list', 'keys list --json'],
  async run(_, session) {
    const client = await session.client();
    const keys = await explaining(taken(client, 'listKeys'), { isNew: 'API keys after the first' });
    if (session.isJson) session.screen.json(keys);
    else session.screen.say(keyLines(keys, Date.now(), session.screen).join('\n'));
    return 0;
  },
});
