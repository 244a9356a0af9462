import { expect, test } from 'vitest';
import { describe } from 'vitest';
import { isLeftOut } from '../support/environment.ts';
import { agentKillCampaign } from './agent-kill-campaign.ts';

describe.skipIf(isLeftOut('nix'))('an agent that is killed again and again', () => {
  test('leaves its machine where it was wanted, or where it was before', { timeout: 180_000 }, async () => {
    const said: string[] = [];
    const { endings, broken } = await agentKillCampaign({ rounds: 2, seed: 3, said: (line) => said.push(line) });
    expect(broken).toEqual([]);
    expect(said).toHaveLength(2);
    expect(endings.length).toBeGreaterThan(1);
  });
});
