import { describe, expect, test } from 'vitest';
import { killCampaign } from './kill-campaign.ts';

describe('a control plane that is killed under load', () => {
  test('has everything that it ever acknowledged, each time it is started again', async () => {
    const said: string[] = [];
    const { acknowledged, broken } = await killCampaign({ rounds: 3, seed: 7, said: (line) => said.push(line) });
    expect(broken).toEqual([]);
    expect(said).toHaveLength(3);
    expect(acknowledged).toBeGreaterThan(50);
  });
});
