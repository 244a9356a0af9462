import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runToEnd } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';
import { evaluated } from './evaluate.ts';

async function promtool(folder: string, ...argv: string[]) {
  const { exitCode, said } = await runToEnd({
    argv: ['promtool', ...argv],
    env: { PATH: process.env['PATH'] },
    cwd: folder,
  });
  return { exitCode, said };
}

const alert = (alertname: string, eval_time: string, exp_alerts: unknown[]) => ({
  alertname,
  eval_time,
  exp_alerts,
});
const down = (job: string, instance: string, severity: string, summary: string) => ({
  exp_labels: { job, instance, severity },
  exp_annotations: { summary },
});

async function rulesIn(folder: string, controlPlane = true): Promise<string> {
  const rules = await evaluated({ expression: `import ./nix/lib/alert-rules.nix { controlPlane = ${controlPlane}; }` });
  writeFileSync(join(folder, 'rules.json'), JSON.stringify(rules));
  return 'rules.json';
}

test('Prometheus understands the alert rules', async () => {
  const folder = tempFolder();

  const { exitCode, said } = await promtool(folder, 'check', 'rules', await rulesIn(folder));

  expect({ exitCode, said }).toMatchObject({ exitCode: 0 });
  expect(said).toContain('7 rules found');
});

test('each alert comes when it should, and not before', async () => {
  const folder = tempFolder();
  const disk = 'mountpoint="/",fstype="btrfs",instance="web-01:9100"';
  const cases = {
    rule_files: [await rulesIn(folder)],
    evaluation_interval: '15s',
    tests: [
      {
        interval: '15s',
        input_series: [
          { series: 'up{job="node",instance="web-01:9100"}', values: '1 1 0x20' },
          { series: 'up{job="node",instance="web-02:9100"}', values: '1x40' },
          { series: 'up{job="nixfleet-cp",instance="cp-01:8080"}', values: '0x40' },
          { series: `node_filesystem_avail_bytes{${disk}}`, values: '19x40' },
          { series: `node_filesystem_size_bytes{${disk}}`, values: '100x40' },
          {
            series: 'node_filesystem_avail_bytes{mountpoint="/",fstype="tmpfs",instance="web-02:9100"}',
            values: '1x40',
          },
          {
            series: 'node_filesystem_size_bytes{mountpoint="/",fstype="tmpfs",instance="web-02:9100"}',
            values: '100x40',
          },
          {
            series: 'node_systemd_unit_state{state="failed",name="nginx.service",instance="web-01:9100"}',
            values: '1x40',
          },
        ],
        alert_rule_test: [
          alert('HostDown', '1m', []),
          alert('HostDown', '2m', [down('node', 'web-01:9100', 'critical', 'web-01:9100 (node) does not answer')]),
          alert('ControlPlaneDown', '2m', [
            down('nixfleet-cp', 'cp-01:8080', 'critical', 'The control plane cp-01:8080 does not answer'),
          ]),
          alert('DiskSpaceHigh', '4m', []),
          alert('DiskSpaceHigh', '5m', [
            {
              exp_labels: { mountpoint: '/', fstype: 'btrfs', instance: 'web-01:9100', severity: 'warning' },
              exp_annotations: { summary: 'web-01:9100 has 19% of its root file system left' },
            },
          ]),
          alert('SystemdUnitFailed', '1m', [
            {
              exp_labels: { state: 'failed', name: 'nginx.service', instance: 'web-01:9100', severity: 'warning' },
              exp_annotations: { summary: 'nginx.service failed on web-01:9100' },
            },
          ]),
        ],
      },
    ],
  };
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));

  const { exitCode, said } = await promtool(folder, 'test', 'rules', 'cases.json');

  expect({ exitCode, said: exitCode === 0 ? '' : said }).toEqual({ exitCode: 0, said: '' });
});

test('compliance that is not met, evidence that does not come and evidence of a stranger are told', async () => {
  const folder = tempFolder();
  const plane = 'job="nixfleet-cp",instance="cp-01:8080"';
  const of = (severity: string, labels: object, summary: string) => ({
    exp_labels: { job: 'nixfleet-cp', instance: 'cp-01:8080', severity, ...labels },
    exp_annotations: { summary },
  });
  const failing = (status: string, machines: number) =>
    of(
      'warning',
      { control: 'access-control', status },
      `access-control is ${status} on ${machines} machines: nixfleet compliance --control access-control`,
    );
  const machines = (status: string, count: number) => ({
    series: `nixfleet_compliance_machines{${plane},control="access-control",status="${status}"}`,
    values: `${count}x120`,
  });
  const cases = {
    rule_files: [await rulesIn(folder)],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: [
          machines('compliant', 5),
          machines('exempt', 4),
          machines('non-compliant', 2),
          machines('error', 3),
          { series: `nixfleet_compliance_evidence_age_seconds{${plane}}`, values: '172801x120' },
          { series: `nixfleet_compliance_evidence_machines{${plane},trust="verified"}`, values: '9x120' },
          { series: `nixfleet_compliance_evidence_machines{${plane},trust="other-key"}`, values: '1x120' },
        ],
        alert_rule_test: [
          alert('ComplianceFailing', '59m', []),
          alert('ComplianceFailing', '60m', [failing('non-compliant', 2), failing('error', 3)]),
          alert('EvidenceOld', '60m', [
            of(
              'warning',
              {},
              'A machine has sent no evidence of compliance for 2d 0h 0m 1s: nixfleet compliance names it',
            ),
          ]),
          alert('EvidenceOtherKey', '1m', [
            of(
              'critical',
              { trust: 'other-key' },
              '1 machines sign their evidence of compliance with a key that nobody trusts: nixfleet compliance trust',
            ),
          ]),
        ],
      },
    ],
  };
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));

  const { exitCode, said } = await promtool(folder, 'test', 'rules', 'cases.json');

  expect({ exitCode, said: exitCode === 0 ? '' : said }).toEqual({ exitCode: 0, said: '' });
});

test('a control plane without an alert of its own is a host that is down', async () => {
  const folder = tempFolder();
  const summary = 'cp-01:8080 (nixfleet-cp) does not answer';
  const cases = {
    rule_files: [await rulesIn(folder, false)],
    evaluation_interval: '15s',
    tests: [
      {
        interval: '15s',
        input_series: [{ series: 'up{job="nixfleet-cp",instance="cp-01:8080"}', values: '0x40' }],
        alert_rule_test: [alert('HostDown', '2m', [down('nixfleet-cp', 'cp-01:8080', 'critical', summary)])],
      },
    ],
  };
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));

  const { exitCode, said } = await promtool(folder, 'test', 'rules', 'cases.json');

  expect({ exitCode, said: exitCode === 0 ? '' : said }).toEqual({ exitCode: 0, said: '' });
});

test('Prometheus understands what a machine reads and sends on', async () => {
  const folder = tempFolder();
  const expression = `import ./nix/lib/scrape-config.nix {
    hostName = "web-01"; interval = "15s"; jobs = { node = "127.0.0.1:9100"; postgres = "[::1]:9187"; }; }`;
  writeFileSync(join(folder, 'prometheus.json'), JSON.stringify(await evaluated({ expression })));

  const { exitCode, said } = await promtool(folder, 'check', 'config', 'prometheus.json');

  expect({ exitCode, said: exitCode === 0 ? '' : said }).toEqual({ exitCode: 0, said: '' });
});
