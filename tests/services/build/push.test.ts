import { afterEach, describe, expect, test, vi } from 'vitest';
import { pushCommand } from '../../../services/build/push.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the command that pushes', () => {
  test('copies all paths to the cache in one go', () => {
    const { argv, env } = pushCommand(['/nix/store/a', '/nix/store/b'], 'https://cache');
    expect(argv[0]).toBe('nix');
    expect(argv.slice(-4)).toEqual(['--to', 'https://cache', '/nix/store/a', '/nix/store/b']);
    expect(env).toBeUndefined();
  });

  test.each(['ssh://cache', 'ssh-ng://cache'])(
    'gives up %s when it is gone, and keeps what ssh is told beside',
    (url) => {
      vi.stubEnv('NIX_SSHOPTS', '-p 2222');
      const { NIX_SSHOPTS: options } = pushCommand(['/nix/store/a'], url).env ?? {};
      expect(options).toMatch(/^-p 2222 .*-o ServerAliveInterval=/);
    },
  );

  test('is told of without the secrets of the URL', () => {
    const { about } = pushCommand(['/nix/store/a'], 's3://cache?secret-key=/etc/key');
    expect(about?.says).not.toContain('/etc/key');
  });
});
