import { createPrivateKey, X509Certificate } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createRoot } from '../../services/host/root.ts';
import { program } from '../support/checkout.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { tempFolder } from '../support/temp.ts';
import { below, modeOf, withKeys } from './fleet-keys.ts';
import { TemplateCopy } from './template-copy.ts';

const certificate = (copy: TemplateCopy, file: string): X509Certificate => new X509Certificate(copy.read(file));
describe('the keys of the reference fleet', () => {
  test('are for each host what it needs, in the table’s own name', async () => {
    const { copy, keys } = await withKeys();
    const hosts = readdirSync(join(keys, 'hosts'));
    expect(Object.fromEntries(hosts.map((host) => [host, readdirSync(join(keys, 'hosts', host)).toSorted()]))).toEqual({
      'cache-01': ['agent.key', 'agent.pem', 'cache.secret', 'fleet-ca.pem'],
      'cp-01': ['agent.key', 'agent.pem', 'bootstrap-token', 'control-plane.key', 'control-plane.pem', 'fleet-ca.pem'],
      'db-01': ['agent.key', 'agent.pem', 'fleet-ca.pem', 'restic-password'],
      'mon-01': ['agent.key', 'agent.pem', 'fleet-ca.pem', 'scraper.key', 'scraper.pem'],
      'web-01': ['agent.key', 'agent.pem', 'fleet-ca.pem'],
      'web-02': ['agent.key', 'agent.pem', 'fleet-ca.pem'],
    });
    expect(certificate(copy, join('../home/.local/share/nixfleet/keys/my-fleet/hosts/web-01/agent.pem')).subject).toBe(
      'CN=web-01',
    );
    const names = certificate(copy, '../home/.local/share/nixfleet/keys/my-fleet/hosts/cp-01/control-plane.pem');
    expect(names.subjectAltName).toBe('DNS:cp-01, DNS:localhost, IP Address:127.0.0.1, IP Address:10.0.100.1');
  });

  test('are for their owner only, and none of them is in the flake', async () => {
    const { copy, keys } = await withKeys();
    const files = below(keys).filter((file) => statSync(file).isFile());
    expect(files.filter((file) => modeOf(file) !== '600')).toEqual([]);
    expect(modeOf(keys)).toBe('700');
    expect(readdirSync(join(copy.folder, 'public')).toSorted()).toEqual(['cache.pub', 'fleet-ca.pem']);
    const grep = await copy.sh('grep -rl "PRIVATE KEY" .');
    expect(grep).toMatchObject({ exitCode: 1, stdout: '' });
  });

  test.each([
    'NIXFLEET_KEYS=$PWD/secrets bash keys.sh',
    'NIXFLEET_KEYS=secrets bash keys.sh',
    'NIXFLEET_KEYS=../fleet/secrets bash keys.sh',
    'mkdir secrets; ln -s "$PWD/secrets" ~/elsewhere; NIXFLEET_KEYS=~/elsewhere bash keys.sh',
    'ln -s "$PWD" ~/the-fleet; cd ~/the-fleet; NIXFLEET_KEYS=$PWD/secrets bash keys.sh',
  ])('are refused a place in the flake, which everybody could read: %s', async (line) => {
    const copy = new TemplateCopy('fleet');
    const { exitCode, said } = await copy.sh(line);
    expect(said).toContain("the keys must not be in the flake's own folder");
    expect(exitCode).toBe(1);
    expect(below(copy.folder).filter((file) => file.endsWith('.key'))).toEqual([]);
  });

  test('are made beside the flake when that is said, by a path from where one is', async () => {
    const copy = new TemplateCopy('fleet');
    await copy.done('NIXFLEET_KEYS=../fleet-secrets bash keys.sh');
    expect(readdirSync(join(copy.folder, '../fleet-secrets/my-fleet'))).toContain('ca.key');
  });

  test('are made once: a second run leaves all of them', async () => {
    const { copy, keys } = await withKeys();
    const facts = () => below(keys).map((file) => [file, statSync(file).mtimeMs]);
    const before = facts().filter(([file]) => String(file).endsWith('.key'));
    expect(await copy.done('bash keys.sh')).not.toContain('made');
    expect(facts().filter(([file]) => String(file).endsWith('.key'))).toEqual(before);
  });

  test('are renewed when a certificate ends soon, or is for another address', async () => {
    const { copy } = await withKeys();
    await copy.done(
      `sed -i 's|^days=365|days=20|' keys.sh && rm "$HOME"/.local/share/nixfleet/keys/*/hosts/web-01/agent.*`,
    );
    await copy.done('bash keys.sh');
    const renewed = await copy.done(
      `sed -i 's|^days=20|days=365|; ' keys.sh; sed -i 's|10.0.100.1"|10.0.100.9"|' fleet.nix; bash keys.sh`,
    );
    expect(renewed.match(/^made .*/gm)).toEqual([
      'made hosts/cp-01/control-plane.pem for cp-01, good for 365 days',
      'made hosts/web-01/agent.pem for web-01, good for 365 days',
    ]);
  });

  test('are made anew when certificate and key are no pair, as after a renewal that was cut off', async () => {
    const { copy, keys } = await withKeys();
    const agent = join(keys, 'hosts/web-01/agent');
    copyFileSync(join(keys, 'hosts/web-02/agent.key'), `${agent}.key`);
    expect((await copy.done('bash keys.sh')).match(/^made .*/gm)).toEqual([
      'made hosts/web-01/agent.pem for web-01, good for 365 days',
    ]);
    const key = createPrivateKey(readFileSync(`${agent}.key`));
    expect(new X509Certificate(readFileSync(`${agent}.pem`)).checkPrivateKey(key)).toBe(true);
  });

  test('of the cache are whole again when only the secret half was written', async () => {
    const { copy } = await withKeys();
    const before = copy.read('public/cache.pub');
    await copy.done('rm public/cache.pub; bash keys.sh');
    expect(copy.read('public/cache.pub')).toBe(before);
  });

  test('are for names and addresses of either kind, and made once for these, too', async () => {
    const { copy, keys } = await withKeys();
    const names = 'names = [ "192.0.2.7" "FD00:0::7" "cp.example.com" ];';
    expect(await copy.done(`sed -i 's|cp-01 = {|& ${names}|' fleet.nix; bash keys.sh`)).toContain(
      'cp-01/control-plane',
    );
    const made = new X509Certificate(readFileSync(join(keys, 'hosts/cp-01/control-plane.pem')));
    expect(made.checkIP('192.0.2.7')).toBeDefined();
    expect(made.checkIP('fd00::7')).toBeDefined();
    expect(made.checkHost('cp.example.com')).toBeDefined();
    expect(await copy.done('bash keys.sh')).not.toContain('made');
  });

  test('of a host that is gone stay until somebody removes them, which is said', async () => {
    const { copy, keys } = await withKeys();
    const said = await copy.done(`sed -i '/ web-02 = {/,/};/d' fleet.nix; bash keys.sh trees; bash keys.sh`);
    expect(said).toContain('fleet.nix has no web-02: its certificate is good until ');
    expect(readdirSync(join(keys, 'hosts'))).toContain('web-02');
    expect(readdirSync(join(keys, 'trees'))).not.toContain('web-02');
  });

  test.each([
    ['bash keys.sh tree', 'not understood: tree\nbash keys.sh  '],
    ['bash keys.sh send web-01', 'not understood: send web-01\nbash keys.sh  '],
    ['sh keys.sh', 'is a script of bash: bash keys.sh'],
    [`sed -i 's|web-02 = {|"web 02" = {|' fleet.nix; bash keys.sh`, "name is not letters, digits and '-': web 02"],
    [
      'bin=$(mktemp -d); ln -s "$(command -v bash)" "$(command -v dirname)" $bin; PATH=$bin bash keys.sh',
      'nix is missing',
    ],
  ])('are not made when it is asked for wrongly: %s', async (line, says) => {
    const copy = new TemplateCopy('fleet');
    const { exitCode, said } = await copy.sh(line);
    expect(exitCode).not.toBe(0);
    expect(said).toContain(says);
  });

  test.each([
    [`sed -i 's|name = "my-fleet"|name = "${'x'.repeat(41)}"|' fleet.nix`, 'has 41 characters, and may have 40'],
    [`sed -i 's| web-02 = {| operator = {|' fleet.nix`, 'has a host called operator'],
    [`sed -i 's| web-02 = {| scraper = {|' fleet.nix`, 'has a host called scraper'],
    [`sed -i 's| web-02 = {| ${'x'.repeat(64)} = {|' fleet.nix`, 'has more than 63 characters'],
  ])('are not made for a name that no certificate can have: %s', async (line, says) => {
    const { exitCode, said } = await new TemplateCopy('fleet').sh(`${line}; bash keys.sh`);
    expect(said).toContain(says);
    expect(exitCode).toBe(1);
  });

  test('that openssl cannot make are not missing without a word', async () => {
    const { copy, keys } = await withKeys();
    const host = join(keys, 'hosts/web-01');
    const { exitCode, said } = await copy.sh(`rm ${host}/agent.key; mkdir ${host}/agent.key.new; bash keys.sh`);
    expect(exitCode).toBe(1);
    expect(said).toContain('openssl could not make a key for web-01:\n');
    expect(said).toContain('agent.key.new');
  });

  test('are not made anew when the key of the authority is another’s', async () => {
    const { copy, keys } = await withKeys();
    const { exitCode, said } = await copy.sh(`cp '${keys}/operator.key' '${keys}/ca.key'; bash keys.sh`);
    expect(exitCode).toBe(1);
    expect(said).toContain('ca.key is not the key of public/fleet-ca.pem');
  });

  test('are not made anew when half of the authority is missing: every host would need new ones', async () => {
    const { copy, keys } = await withKeys();
    const { exitCode, said } = await copy.sh(`rm '${keys}/ca.key'; bash keys.sh`);
    expect(exitCode).toBe(1);
    expect(said).toContain('of the authority only one half is here');
  });
});

test('both templates have the same script', () => {
  expect(new TemplateCopy('batch').read('keys.sh')).toBe(new TemplateCopy('fleet').read('keys.sh'));
});

test.each([
  ['fleet', 'https://cp-01:8080', 'canary'],
  ['batch', 'https://cp.example.com:8080', 'staged'],
])('the settings of the template %s are read, with the operator’s own certificate', async (name, url, strategy) => {
  const copy = new TemplateCopy(name);
  const { settings } = JSON.parse(await copy.done(`${program('nixfleet').join(' ')} config show --json`)) as {
    settings: readonly { name: string; value: unknown }[];
  };
  const value = (wanted: string) => settings.find((setting) => setting.name === wanted)?.value;
  expect(value('control-plane.url')).toBe(url);
  expect(value('deploy.strategy')).toBe(strategy);
  expect(value('tls.client-key')).toBe(
    join(copy.keys(copy.read('fleet.nix').match(/name = "(my-\w+)"/)?.[1] ?? ''), 'operator.key'),
  );
});

describe('a control plane and agents with these keys', () => {
  test('know each other, and nobody else: the walk-through of the README begins', async () => {
    const { copy, keys } = await withKeys();
    const on = (host: string, file: string) => join(keys, 'hosts', host, file);
    const plane = new ControlPlane(tempFolder(), copy.env, join(copy.home, 'plane.log'), [
      ...['--tls-cert', on('cp-01', 'control-plane.pem'), '--tls-key', on('cp-01', 'control-plane.key')],
      ...['--client-ca', on('cp-01', 'fleet-ca.pem'), '--bootstrap-token-file', on('cp-01', 'bootstrap-token')],
    ]);
    onTestFinished(() => plane.stop());
    await plane.start();
    const url = plane.url.replace('127.0.0.1', 'localhost');

    // The agent of a host, with its own certificate and with another's.
    const root = createRoot(tempFolder());
    mkdirSync(dirname(root.currentSystem), { recursive: true });
    symlinkSync('/nix/store/00000000000000000000000000000000-old', root.currentSystem);
    const check = (host: string) =>
      copy.sh(
        [
          ...[...program('nixfleet-agent'), 'check', '--control-plane-url', url, '--machine-id', 'web-01'],
          ...['--root', root.folder, '--ca-cert', on(host, 'fleet-ca.pem')],
          ...['--client-cert', on(host, 'agent.pem'), '--client-key', on(host, 'agent.key')],
        ].join(' '),
      );
    expect((await check('web-01')).said).toContain('✔ control plane: answers');
    expect((await check('web-02')).said).toContain('✖ control plane: ');

    // The operator, with what .nixfleet.toml names.
    const nixfleet = (line: string) => copy.sh(`${program('nixfleet').join(' ')} ${line}`);
    const without = await nixfleet(`bootstrap --control-plane-url ${url}`);
    expect(without).toMatchObject({ exitCode: 1, said: expect.stringContaining('bootstrap token') as string });
    const first = await nixfleet(`bootstrap --control-plane-url ${url} --token-file ${on('cp-01', 'bootstrap-token')}`);
    expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^nfk-/) as string });
    expect(await nixfleet(`status --control-plane-url ${url}`)).toMatchObject({ exitCode: 0 });
  });
});
