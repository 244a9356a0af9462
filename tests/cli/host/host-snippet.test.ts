import { describe, expect, test } from 'vitest';
import { hostSnippet } from '../../../cli/host/host-snippet.ts';
import type { NewHost } from '../../../cli/host/new-host.ts';

const HOST: NewHost = { hostname: 'web-03', org: 'acme', role: 'edge', platform: 'x86_64-linux' };
const snippet = (change: Partial<NewHost> = {}, controlPlaneUrl = 'https://cp.example.com:8080'): string =>
  hostSnippet({ host: { ...HOST, ...change }, files: ['modules/_hardware/web-03/disk-config.nix'], controlPlaneUrl });

describe('the lines of a host', () => {
  test('are one call of mkHost', () => {
    expect(snippet().split('\n')).toMatchInlineSnapshot(`
      [
        "# web-03, edge of acme",
        "nixosConfigurations.web-03 = nixfleet.lib.mkHost {",
        "  hostName = "web-03";",
        "  platform = "x86_64-linux";",
        "  # The NixOS release that it is first installed with: it stays, whatever comes later.",
        "  stateVersion = "25.11";",
        "  hostSpec = {",
        "    timeZone = "UTC";",
        "  };",
        "  # True for a virtual machine of nixfleet itself, which brings its own disk.",
        "  isVm = false;",
        "  modules = [",
        "    nixfleet.scopes.roles.server",
        "    nixfleet.scopes.disko",
        "    ./modules/_hardware/web-03/disk-config.nix",
        "    {",
        "      # Without an operator and a key nobody can log in; with root's key you can deploy over SSH.",
        "      nixfleet.operators = {",
        "        users.admin = {",
        "          isAdmin = true;",
        "          sshAuthorizedKeys = [ "ssh-ed25519 AAAA... replace me" ];",
        "        };",
        "        rootSshKeys = [ "ssh-ed25519 AAAA... replace me" ];",
        "      };",
        "    }",
        "    {",
        "      services.nixfleet-agent = {",
        "        enable = true;",
        "        controlPlaneUrl = "https://cp.example.com:8080";",
        "        tags = [ "edge" ];",
        "      };",
        "    }",
        "  ];",
        "};",
        "",
      ]
    `);
  });

  test('of a Mac are for nix-darwin, and have no disk', () => {
    const lines = snippet({ hostname: 'mac-01', platform: 'aarch64-darwin' });
    expect(lines).toContain('darwinConfigurations.mac-01 = nixfleet.lib.mkHost {');
    expect(lines).not.toMatch(/scopes|stateVersion = |_hardware\/mac/);
  });

  test.each(['in', 'let', 'or', '3com'])('name %s so that Nix takes it', (hostname) => {
    expect(snippet({ hostname })).toContain(`nixosConfigurations."${hostname}" = `);
  });

  test.each([
    ['http://localhost:8080', 'localhost would be the machine itself'],
    ['http://cp:8080', 'it is refused without allowInsecure'],
  ])('say what is wrong with %s', (url, remark) => {
    expect(snippet({}, url)).toContain(remark);
    expect(snippet()).not.toContain(remark);
  });

  test('have a URL as the text that it is', () => {
    expect(snippet({}, 'https://x/${y}"\\\n')).toContain('controlPlaneUrl = "https://x/\\${y}\\"\\\\\\n";');
  });
});
