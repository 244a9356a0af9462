import { parseArgs } from 'node:util';
import { agentKillCampaign } from './agent-kill-campaign.ts';
import { agentKillTable } from './agent-kill-table.ts';

/*
 * `npm run kills:agent`: the agent of one machine, its keepers and the machine itself are killed at random moments while it is
 * brought from system to system, 50 rounds unless told; after each the machine must be where it should be, and nothing may be left.
 */

const options = { rounds: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } } as const;
const { values } = parseArgs({ options });
const say = (line: string) => void process.stdout.write(`${line}\n`);
const { endings, broken } = await agentKillCampaign({
  rounds: Number(values.rounds),
  seed: Number(values.seed),
  said: say,
});
say('');
for (const line of agentKillTable(endings)) say(line);
say('');
for (const line of broken) say(line);
say(`${values.rounds} rounds, ${endings.length} kills, ${broken.length} promises broken`);
process.exitCode = broken.length === 0 ? 0 : 1;
