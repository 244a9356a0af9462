import { describe, expect, test } from 'vitest';
import type { FlakeHost } from '../../../machines/model/flake.ts';
import { evaluationJobs } from '../../../services/build/evaluation-jobs.ts';

const hosts = ['web-01', 'a.b', 'bad', 'late'].map((name): FlakeHost => ({ name, set: 'nixosConfigurations' }));

/** Lines as nix-eval-jobs 2.33 prints them with --meta, shortened. */
const WEB =
  '{"attr":"web-01","attrPath":["web-01"],"drvPath":"/nix/store/9jsb2l2zppg02wsxi499j0qgzaq0z255-nixos-system-web-01.drv","meta":{"nixfleet":{"platform":"x86_64-linux","tags":["web","eu"]}},"name":"nixos-system-web-01","outputs":{"out":"/nix/store/gfni9sbhhwhxxfqziq1fs3n82bvw962l-nixos-system-web-01"},"requiredSystemFeatures":[],"system":"x86_64-linux"}';
const DOTTED =
  '{"attr":"\\"a.b\\"","attrPath":["a.b"],"drvPath":"/nix/store/vyg46vw0dzbwdvqhh7cjby09dvh0s8lw-x.drv","meta":{"nixfleet":{"platform":"aarch64-linux","tags":[]}},"name":"x","outputs":{"out":"/nix/store/w8r4h1xk71fryb99df8aszp83kfhw3bc-x"},"system":"aarch64-linux"}';
const BAD =
  '{"attr":"bad","attrPath":["bad"],"error":"error:\\n       … while evaluating the attribute \'config.system.build.toplevel\'\\n\\n       error: no disk was named"}';

describe('the lines of nix-eval-jobs', () => {
  test('are hosts, with platform and tags, in the order in which they were asked for', () => {
    const { hosts: found, refused, unanswered } = evaluationJobs(hosts, [DOTTED, BAD, WEB, ''].join('\n'));
    expect(found).toEqual([
      {
        name: 'web-01',
        platform: 'x86_64-linux',
        tags: ['web', 'eu'],
        drv: '/nix/store/9jsb2l2zppg02wsxi499j0qgzaq0z255-nixos-system-web-01.drv',
        out: '/nix/store/gfni9sbhhwhxxfqziq1fs3n82bvw962l-nixos-system-web-01',
      },
      {
        name: 'a.b',
        platform: 'aarch64-linux',
        tags: [],
        drv: '/nix/store/vyg46vw0dzbwdvqhh7cjby09dvh0s8lw-x.drv',
        out: '/nix/store/w8r4h1xk71fryb99df8aszp83kfhw3bc-x',
      },
    ]);
    expect(refused).toEqual([{ name: 'bad', step: 'evaluating', reason: 'no disk was named' }]);
    expect(unanswered.map(({ name }) => name)).toEqual(['late']);
  });

  test.each([
    ['no JSON', 'warning: something'],
    ['a derivation inside of a host', WEB.replace('["web-01"]', '["web-01","inner"]')],
    ['a host that nobody asked for', WEB.replaceAll('web-01', 'other')],
    ['a line that was cut off', WEB.slice(0, 200)],
  ])('tell nothing of a host when there is %s', (_, line) => {
    expect(evaluationJobs(hosts, line)).toEqual({ hosts: [], refused: [], unanswered: hosts });
  });

  test.each([
    ['no tags', WEB.replace('"tags":["web","eu"]', '"tags":"web"'), 'tags is not a list of texts'],
    ['a path outside of the store', WEB.replace('"out":"/nix/store/', '"out":"/tmp/'), 'is not in the Nix store'],
    ['no output path, as content-addressed ones', WEB.replace(/"out":"[^"]*"/, '"out":null'), 'not in the Nix store'],
  ])('refuse a host with %s', (_, line, reason) => {
    expect(evaluationJobs(hosts, line).refused).toEqual([
      { name: 'web-01', step: 'evaluating', reason: expect.stringContaining(reason) },
    ]);
  });
});
