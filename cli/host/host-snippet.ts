import { isDarwin } from '../../machines/policy/platform.ts';
import { plainTextWarning } from '../config/connection.ts';
import { isLoopback } from '../config/loopback.ts';
import { type HostRole, type NewHost } from './new-host.ts';

/** The NixOS release that a new host begins with; it stays so for the host's life. */
const STATE_VERSION = '25.11';

/** The role of the scopes that comes next to each of ours. */
const SCOPES: Readonly<Record<HostRole, string>> = {
  workstation: 'workstation',
  server: 'server',
  edge: 'server',
  kiosk: 'endpoint',
};

/** What the lines of a host refer to. */
export interface SnippetParts {
  readonly host: NewHost;
  /** Relative to the flake. */
  readonly files: readonly string[];
  readonly controlPlaneUrl: string;
}

/** The lines that a flake needs for a new host: one attribute, made by `mkHost`. */
export function hostSnippet({ host, files, controlPlaneUrl }: SnippetParts): string {
  const set = isDarwin(host.platform) ? 'darwinConfigurations' : 'nixosConfigurations';
  const lines = [
    `# ${host.hostname}, ${host.role} of ${host.org}`,
    `${set}.${attribute(host.hostname)} = nixfleet.lib.mkHost {`,
    `  hostName = ${nixText(host.hostname)};`,
    `  platform = ${nixText(host.platform)};`,
    ...(isDarwin(host.platform) ? DARWIN_LINES : nixosLines(host, files)),
    ...agentLines(host, controlPlaneUrl),
    '  ];',
    '};',
  ];
  return `${lines.join('\n')}\n`;
}

const nixosLines = ({ role }: NewHost, files: readonly string[]): string[] => [
  '  # The NixOS release that it is first installed with: it stays, whatever comes later.',
  `  stateVersion = ${nixText(STATE_VERSION)};`,
  '  hostSpec = {',
  '    timeZone = "UTC";',
  '  };',
  '  # True for a virtual machine of nixfleet itself, which brings its own disk.',
  '  isVm = false;',
  '  modules = [',
  `    nixfleet.scopes.roles.${SCOPES[role]}`,
  '    nixfleet.scopes.disko',
  ...files.map((file) => `    ./${file}`),
  '    {',
  "      # Without an operator and a key nobody can log in; with root's key you can deploy over SSH.",
  '      nixfleet.operators = {',
  '        users.admin = {',
  '          isAdmin = true;',
  '          sshAuthorizedKeys = [ "ssh-ed25519 AAAA... replace me" ];',
  '        };',
  '        rootSshKeys = [ "ssh-ed25519 AAAA... replace me" ];',
  '      };',
  '    }',
];

const DARWIN_LINES: readonly string[] = [
  '  hostSpec = {',
  '    # The account that you log in with.',
  '    userName = "admin";',
  '    timeZone = "UTC";',
  '  };',
  '  isVm = false;',
  '  modules = [',
];

function agentLines({ role }: NewHost, controlPlaneUrl: string): string[] {
  const isElsewhere = !isLoopback(controlPlaneUrl);
  return [
    '    {',
    '      services.nixfleet-agent = {',
    '        enable = true;',
    ...(isElsewhere ? [] : ['        # As this machine sees it: localhost would be the machine itself.']),
    ...(plainTextWarning(controlPlaneUrl) === undefined
      ? []
      : [
          '        # Without https:// anybody on the way can say what it runs: it is refused without allowInsecure = true.',
        ]),
    `        controlPlaneUrl = ${nixText(controlPlaneUrl)};`,
    `        tags = [ ${nixText(role)} ];`,
    '      };',
    '    }',
  ];
}

/** As Nix writes a text. */
const nixText = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('${', '\\${').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;

const KEYWORDS = new Set(['if', 'then', 'else', 'assert', 'with', 'let', 'in', 'rec', 'inherit', 'or']);

const attribute = (name: string): string => (/^[A-Za-z_]/.test(name) && !KEYWORDS.has(name) ? name : nixText(name));
