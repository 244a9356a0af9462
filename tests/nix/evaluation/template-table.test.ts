import { describe, expect, test } from 'vitest';
import { filled, Hosts, refusal, value } from '../template-evaluation.ts';

describe('the table of the reference fleet', () => {
  test('takes hosts that have their addresses from elsewhere', async () => {
    const copy = await filled('fleet');
    await copy.done(
      `sed -i '/address = "10.0.100.5"/d; s|interface = "eth1"|interface = null|' fleet.nix; bash keys.sh`,
    );
    const more = await value(copy, 'summary', Hosts);
    expect(more['web-01']).toMatchObject({ addresses: [], watchedOn: ['everywhere'] });
    expect(more['web-01']?.knows).not.toContain('10.0.100.5');
  });

  test('takes a tag that only groups hosts, and a host without any', async () => {
    const copy = await filled('fleet');
    await copy.done(`sed -i 's|"web" |"web" "eu" |; s|tags = .*"db".*||' fleet.nix; echo '{ }' > modules/tags/eu.nix`);
    const more = await value(copy, 'summary', Hosts);
    expect(more['web-01']?.agent?.tags).toEqual(['web', 'eu']);
    expect(more['db-01']?.agent?.tags).toEqual([]);
  });

  test.each([
    ['a tag that is mistyped', 's|"web"|"wbe"|', 'web-01 has the tag "wbe", but modules/tags/wbe.nix is not there'],
    ['tags that are no list', 's|\\[ "db" \\]|"db"|', 'db-01 has tags that are no list'],
    ['no host for the cache', 's|"cache"|"web"|', 'no host has the tag "cache", which all others need'],
    ['two hosts with one address', 's|100.5"|100.4"|', 'web-01 and web-02 have one address, 10.0.100.4'],
    [
      'an address that is none',
      's|100.5"|100.500"|',
      'web-02 has the address "10.0.100.500", which is not one of IPv4',
    ],
    ['an address of IPv6', 's|10.0.100.5"|fd00::5"|', 'web-02 has the address "fd00::5", which is not one of IPv4'],
    ['no address', '/100.5"/d', 'web-02 has no address for eth1'],
    ['an attribute that is mistyped', 's|forgets|forget|', 'web-01 has "forget", which nothing reads'],
    ['a Mac', 's|db-01 = {|& platform = "aarch64-darwin";|', 'db-01 has the platform "aarch64-darwin"'],
    ['a name with a capital letter', 's|web-02 =|Web-02 =|', 'Web-02 is no name for a host'],
  ])('is refused with %s', async (_, edit, says) => {
    const copy = await filled('fleet');
    await copy.done(`sed -i '${edit}' fleet.nix`);
    const said = await refusal(copy, 'mon-01');
    expect(said).toContain('fleet.nix needs a change');
    expect(said).toContain(says);
  });
});
