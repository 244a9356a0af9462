import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { agentSettings } from '../agent-settings.ts';
import { evaluated, ofTests } from '../evaluate.ts';

const Options = Type.Record(Type.String(), Type.Unknown());

test('the options of the agent have the names and defaults that the tests of its flags take for granted', async () => {
  const agent = await evaluated(ofTests('hosts.agent-test.config.services.nixfleet-agent'));
  const { enable, package: _, healthChecks, ...settings } = Value.Parse(Options, agent);
  const set = { machineId: 'agent-test', tags: ['web', 'production'], metricsPort: 9101, metricsOpenFirewall: true };
  expect(settings).toEqual(agentSettings(set));
  expect(enable).toBe(true);
  expect(Object.keys(Value.Parse(Options, healthChecks)).toSorted()).toEqual(['command', 'http', 'launchd', 'systemd']);
});
