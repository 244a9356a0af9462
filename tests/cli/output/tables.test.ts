import { describe, expect, test } from 'vitest';
import { auditLines } from '../../../cli/output/audit-lines.ts';
import { keyLines } from '../../../cli/output/key-lines.ts';
import { releaseLines, releaseTable } from '../../../cli/output/release-lines.ts';
import { rolloutTable } from '../../../cli/output/rollout-table.ts';
import type { Release } from '../../../machines/model/release.ts';
import { systemOf } from './a-machine.ts';
import { aRollout } from './a-rollout.ts';

const look = { paint: (text: string) => text, width: null };
const RELEASE: Release = {
  ...{ id: 'rel-7f3a', flake_ref: '.', flake_rev: '0123456789abcdef', cache_url: null, host_count: 2 },
  entries: [
    { hostname: 'web-01', store_path: systemOf('web-01'), platform: 'x86_64-linux', tags: ['web', 'eu'] },
    { hostname: 'mac-01', store_path: '/nix/store/abc-darwin', platform: 'aarch64-darwin', tags: [] },
  ],
  ...{ created_at: '2026-01-31T12:00:00Z', created_by: 'apikey:ci' },
};

describe('API keys', () => {
  test('are shown with what they may do and until when', () => {
    const key = { created_at: '2026-01-01T08:00:00Z', created_by: 'apikey:admin', last_used_at: null } as const;
    const keys = [
      {
        ...key,
        id: 1,
        name: 'admin',
        role: 'admin',
        created_by: null,
        expires_at: null,
        last_used_at: '2026-01-31T12:00:00Z',
      },
      { ...key, id: 2, name: 'ci', role: 'deploy', expires_at: '2026-01-31T12:00:00Z' },
      { ...key, id: 3, name: 'guest', role: 'readonly', expires_at: '2026-03-01T00:00:00Z' },
    ] as const;
    expect(keyLines(keys, Date.parse('2026-01-31T12:00:00Z'), look)).toEqual([
      ' ID  NAME   ROLE      CREATED           BY            EXPIRES                     LAST USED        ',
      ' 1   admin  admin     2026-01-01 08:00  -             never                       2026-01-31 12:00 ',
      ' 2   ci     deploy    2026-01-01 08:00  apikey:admin  2026-01-31 12:00 (expired)  never            ',
      ' 3   guest  readonly  2026-01-01 08:00  apikey:admin  2026-03-01 00:00            never            ',
    ]);
    expect(keyLines([], 0, look)).toEqual(['No API keys. Make the first with nixfleet bootstrap.']);
  });
});

describe('the audit', () => {
  test('says who did what', () => {
    const event = { id: 1, timestamp: '2026-01-31 12:00:00', actor: 'apikey:admin', target: 'web-01' };
    const events = [
      { ...event, action: 'set_lifecycle', detail: 'maintenance\u001b[2J' },
      { ...event, action: 'clear_desired', detail: null },
    ];
    expect(auditLines(events, look)).toEqual([
      ' WHEN                     ACTOR         ACTION         TARGET  DETAIL      ',
      ' 2026-01-31 12:00:00 UTC  apikey:admin  set_lifecycle  web-01  maintenance ',
      ' 2026-01-31 12:00:00 UTC  apikey:admin  clear_desired  web-01              ',
    ]);
    expect(auditLines([], look)).toEqual(['Nothing was done, as far as these filters go.']);
  });
});

describe('releases', () => {
  test('are listed', () => {
    expect(releaseTable([RELEASE, { ...RELEASE, id: 'rel-1', flake_rev: null }], look)).toEqual([
      ' ID        REVISION  HOSTS  CREATED           BY        ',
      ' rel-7f3a  01234567  2      2026-01-31 12:00  apikey:ci ',
      ' rel-1     -         2      2026-01-31 12:00  apikey:ci ',
    ]);
    expect(releaseTable([], look)).toEqual([expect.stringContaining('No releases.')]);
  });

  test('are shown with their hosts', () => {
    expect(releaseLines(RELEASE, look)).toEqual([
      'Release:    rel-7f3a',
      'Flake ref:  .',
      'Flake rev:  0123456789abcdef',
      'Cache URL:  -',
      'Hosts:      2',
      'Created:    2026-01-31 12:00:00 UTC',
      'By:         apikey:ci',
      '',
      ' HOST    PLATFORM        STORE PATH                                                             TAGS    ',
      ' web-01  x86_64-linux    /nix/store/pvravprh0sf53g2ls9d1zpih943qdzzf-nixos-system-web-01-25.05  web, eu ',
      ' mac-01  aarch64-darwin  /nix/store/abc-darwin                                                  -       ',
    ]);
  });

  test('fit a terminal', () => {
    expect(releaseLines(RELEASE, { ...look, width: 60 }).slice(-3)).toEqual([
      ' HOST    PLATFORM        STORE PATH                 TAGS    ',
      ' web-01  x86_64-linux    pvra…-nixos-system-web-0…  web, eu ',
      ' mac-01  aarch64-darwin  /nix/store/abc-darwin      -       ',
    ]);
  });
});

describe('rollouts', () => {
  test('are listed with whole ids, and with what follows a failure', () => {
    const release_id = 'rel-0d8f7a52-3c1e-4b6f-9a27-5e1f0c9b8d43';
    expect(rolloutTable([aRollout({ release_id }), aRollout({ status: 'failed', phase: 'reverting' })], look)).toEqual([
      ' ID   STATUS     STRATEGY  BATCHES  CREATED           RELEASE                                  ',
      ' r-1  running    canary    2        2026-01-31 12:00  rel-0d8f7a52-3c1e-4b6f-9a27-5e1f0c9b8d43 ',
      ' r-1  reverting  canary    2        2026-01-31 12:00  rel-1                                    ',
      '',
      '2 rollout(s)',
    ]);
    expect(rolloutTable([], look)).toEqual(['No rollouts.']);
  });
});
