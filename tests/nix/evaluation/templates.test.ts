import { beforeAll, describe, expect, test } from 'vitest';
import { Type } from 'typebox';
import { program } from '../../support/checkout.ts';
import { OPERATOR_KEY, TemplateCopy } from '../template-copy.ts';
import { filled, type Host, Hosts, refusal, Systems, value } from '../template-evaluation.ts';

const TEMPLATES = {
  standalone: ['myhost'],
  batch: ['control-plane', 'edge-01', 'edge-50'],
  fleet: ['cp-01', 'web-02'],
};

describe.each(Object.entries(TEMPLATES))('the template %s', (name, hosts) => {
  test.each(hosts)('refuses to build %s as long as nobody could log in', async (host) => {
    expect(await refusal(new TemplateCopy(name), host)).toContain('Nobody could log in to');
    expect(await refusal(await filled(name, ['YOUR-PUBLIC-KEY']), host)).toContain('put your own public key');
  });

  test('builds every host after the commands of its README', async () => {
    const copy = await filled(name);
    const systems = await value(copy, 'toplevels', Systems);
    expect(Object.keys(systems)).toEqual(expect.arrayContaining(hosts));
    const summary = await value(copy, 'summary', Hosts);
    for (const [host, found] of Object.entries(summary)) {
      expect({ host, ...found }).toMatchObject({
        hostName: host,
        userName: 'admin',
        revision: '0123456789abcdef0123456789abcdef01234567',
      });
      expect(found.warnings.filter((warning) => /nixfleet|mkHost/i.test(warning))).toEqual([]);
      expect(found.rootKeys).toEqual([OPERATOR_KEY]);
      expect(found.disks.filter((disk) => disk.includes('REPLACE'))).toEqual([]);
    }
    expect(await value(copy, 'checked', Type.Array(Type.String()))).toEqual(Object.keys(systems));
  });
});

describe('what else is not filled in', () => {
  test.each([
    ['standalone', 'myhost', 'DISK', 'myhost has no disk yet: put the one to install on (it is erased)'],
    ['batch', 'edge-07', 'edge = ', 'No disk is named to install on'],
    ['batch', 'edge-07', 'cp.example.com', 'No edge host would find its control plane'],
    ['fleet', 'db-01', 'keys.sh', 'Run `bash keys.sh`'],
  ])('in %s is refused as well: %s without %s', async (name, host, step, says) => {
    expect(await refusal(await filled(name, [step]), host)).toContain(says);
  });
});

describe('the fleet of the template batch', () => {
  test('is fifty hosts for ARM and a control plane, each known by its own name', async () => {
    const hosts = Object.values(await value(await filled('batch'), 'summary', Hosts));
    expect(hosts.filter(({ platform }) => platform === 'aarch64-linux')).toHaveLength(50);
    expect(hosts.map(({ agent }) => agent?.machineId)).toEqual(hosts.map(({ hostName }) => hostName));
    expect(new Set(hosts.map(({ agent }) => agent?.controlPlaneUrl))).toEqual(
      new Set(['https://cp.my-company.net:8080']),
    );
    expect(hosts.filter(({ controlPlane }) => controlPlane)).toMatchObject([{ hostName: 'control-plane' }]);
    const early = hosts.filter(({ agent }) => agent?.tags.includes('early')).map(({ hostName }) => hostName);
    expect(early).toEqual(['edge-01', 'edge-02', 'edge-03', 'edge-04', 'edge-05']);
  });
});

test('the hosts of the template batch take what is signed with the key of the cache that is filled in', async () => {
  const copy = await filled('batch');
  const key = 'my-cache-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=';
  await copy.done(
    `sed -i 's|cache = null|cache = { url = "s3://my-cache"; publicKey = "${key}"; }|; s|edges = 50|edges = 2|' fleet.nix`,
  );
  const { 'edge-1': edge } = await value(copy, 'summary', Hosts);
  expect(edge).toMatchObject({ cacheClient: true });
  expect(edge?.substituters).toContain('s3://my-cache');
});

describe('the reference fleet', () => {
  let hosts: Readonly<Record<string, Host>>;
  beforeAll(async () => {
    hosts = await value(await filled('fleet'), 'summary', Hosts);
  });
  const each = <T>(look: (host: Host) => T) =>
    Object.fromEntries(Object.entries(hosts).map(([name, host]) => [name, look(host)]));
  const those = (are: (host: Host) => boolean) =>
    Object.entries(hosts).flatMap(([name, host]) => (are(host) ? [name] : []));

  test('has an agent on each host, by its tag, with a certificate and checks of its own', () => {
    expect(each(({ agent }) => agent?.tags)).toEqual({
      'cache-01': ['cache'],
      'cp-01': ['control-plane'],
      'db-01': ['db'],
      'mon-01': ['monitoring'],
      'web-01': ['web'],
      'web-02': ['web'],
    });
    expect(each(({ agent }) => agent?.healthChecks.systemd.flatMap(({ units }) => units))).toEqual({
      // Its unit runs when somebody has asked.
      'cache-01': [],
      'cp-01': ['nixfleet-control-plane.service'],
      'db-01': ['postgresql.service'],
      'mon-01': ['prometheus.service'],
      'web-01': ['nginx.service'],
      'web-02': ['nginx.service'],
    });
    expect(hosts['web-01']?.agent?.healthChecks.http).toMatchObject([{ url: 'http://127.0.0.1/health' }]);
    expect(hosts['cache-01']?.agent?.healthChecks.http).toMatchObject([
      { url: 'http://127.0.0.1:5000/nix-cache-info' },
    ]);
    for (const [name, { agent, persisted }] of Object.entries(hosts)) {
      expect(agent).toMatchObject({
        machineId: name,
        controlPlaneUrl: 'https://cp-01:8080',
        allowInsecure: false,
        cacheUrl: 'http://cache-01:5000',
        tls: {
          caCert: '/var/lib/nixfleet-keys/fleet-ca.pem',
          clientCert: '/var/lib/nixfleet-keys/agent.pem',
          clientKey: '/var/lib/nixfleet-keys/agent.key',
        },
      });
      expect(persisted).toEqual(expect.arrayContaining(['/var/lib/nixfleet-keys', '/var/lib/nixfleet']));
    }
  });

  test('has its control plane, its cache and its database where the table says', () => {
    expect(those(({ controlPlane }) => controlPlane !== null)).toEqual(['cp-01']);
    expect(hosts['cp-01']?.controlPlane).toMatchObject({ tls: { clientCa: '/var/lib/nixfleet-keys/fleet-ca.pem' } });
    expect(those(({ cacheServer }) => cacheServer)).toEqual(['cache-01']);
    expect(those(({ cacheClient }) => !cacheClient)).toEqual(['cache-01']);
    // Nothing refers to what was pushed there.
    expect(those(({ collects }) => !collects)).toEqual(['cache-01']);
    expect(hosts['web-01']?.substituters).toContain('http://cache-01:5000');
    expect(those(({ units }) => units.includes('nixfleet-backup'))).toEqual(['db-01']);
    expect(those(({ forgets }) => forgets)).toEqual(['cp-01', 'web-01', 'web-02']);
  });

  test('opens what is used, and nothing else', () => {
    // Where nixpkgs is whole, sshd opens its own port.
    expect(each(({ ports }) => ports.filter((port) => port !== 22))).toEqual({
      'cache-01': [5000],
      'cp-01': [8080],
      'db-01': [],
      'mon-01': [],
      'web-01': [80],
      'web-02': [80],
    });
    // The node exporter tells everybody who asks: on the fleet's own network only.
    expect(those(({ watchedOn }) => watchedOn.join() !== 'eth1')).toEqual([]);
  });

  test('has the apps for its virtual machines, their installer, and checks of its own hosts', async () => {
    const outputs = Type.Record(Type.String(), Type.Array(Type.String()));
    const { apps, checks, packages } = await value(await filled('fleet'), 'ofSystem', outputs);
    expect(apps).toEqual(
      expect.arrayContaining(['build-vm', 'start-vm', 'stop-vm', 'clean-vm', 'test-vm', 'validate']),
    );
    expect(packages).toEqual(['iso']);
    expect(checks).toEqual(expect.arrayContaining(['fleet', 'host-cp-01', 'host-web-02']));
  });

  test('gives each host its address, and all of them the names of all', () => {
    expect(each(({ addresses }) => addresses.map(({ address }) => address))).toEqual({
      'cp-01': ['10.0.100.1'],
      'db-01': ['10.0.100.2'],
      'mon-01': ['10.0.100.3'],
      'web-01': ['10.0.100.4'],
      'web-02': ['10.0.100.5'],
      'cache-01': ['10.0.100.6'],
    });
    expect(hosts['web-01']?.knows.filter((address) => address.startsWith('10.'))).toHaveLength(6);
  });

  test('watches every host, and the control plane by mutual TLS', () => {
    const targets = hosts['mon-01']?.scrapes.map(({ job_name, scheme, static_configs }) => ({
      ...{ job_name, scheme },
      targets: static_configs.flatMap((found) => found.targets),
    }));
    expect(targets).toEqual([
      { job_name: 'node', scheme: undefined, targets: Object.keys(hosts).map((name) => `${name}:9100`) },
      { job_name: 'nixfleet-cp', scheme: 'https', targets: ['cp-01:8080'] },
    ]);
    // With the key of its agent Prometheus could speak for the host.
    const told = JSON.stringify(hosts['mon-01']?.scrapes);
    expect(told).toContain('/run/credentials/prometheus.service/scraper.key');
    expect(told).not.toContain('agent.key');
  });

  test('takes one more host by one more line, with all that follows from it', async () => {
    const copy = await filled('fleet');
    const line = /^ {4}(web-03 = \{.*)$/m.exec(copy.read('README.md'))?.[1] ?? '';
    await copy.done(`sed -i 's|^  hosts = {|&\\n${line}|' fleet.nix; bash keys.sh`);
    const more = await value(copy, 'summary', Hosts);
    expect(more['web-03']).toMatchObject({
      ...{ addresses: [{ address: '10.0.100.7' }], forgets: true },
      agent: { machineId: 'web-03', tags: ['web'] },
    });
    expect(more['db-01']?.knows).toContain('10.0.100.7');
    expect(JSON.stringify(more['mon-01']?.scrapes)).toContain('web-03:9100');
  });

  test('takes a host of metal with the files that `nixfleet host add` writes', async () => {
    const copy = await filled('fleet');
    const [node, cli] = program('nixfleet');
    await copy.done(`'${node}' '${cli}' host add --hostname web-01 --role server`);
    const { 'web-01': host } = await value(copy, 'summary', Hosts);
    expect(host).toMatchObject({ disks: ['/dev/sda'], agent: { tags: ['web'] } });
  });
});
