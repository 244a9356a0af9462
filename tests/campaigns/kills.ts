import { parseArgs } from 'node:util';
import { killCampaign } from './kill-campaign.ts';

/*
 * `npm run kills`: a control plane is killed under load at random moments, 50 times unless told; every write that it ever
 * acknowledged must be there after each start.
 */

const options = { rounds: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } } as const;
const { values } = parseArgs({ options });
const say = (line: string) => void process.stdout.write(`${line}\n`);
const { kills, acknowledged, broken } = await killCampaign({
  rounds: Number(values.rounds),
  seed: Number(values.seed),
  said: say,
});
for (const line of broken) say(line);
say(`${kills} kills, ${acknowledged} acknowledged writes, ${broken.length} lost`);
process.exitCode = broken.length === 0 ? 0 : 1;
