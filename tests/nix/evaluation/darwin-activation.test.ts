import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runToEnd } from '../../support/processes.ts';
import { tempFolder } from '../../support/temp.ts';
import { evaluated, ofTests } from '../evaluate.ts';

/** Lists what is in the file `dock`, as the Dock itself would: escaped, a line an entry. */
const DOCKUTIL = `#!/usr/bin/env bash
here=$(dirname "$0")
echo "$*" >>"$here/calls"
case "$*" in
  --list)
    while read -r path; do
      path=\${path//%/%25}
      printf 'name\\tfile://%s\\tpersistentApps\\tplist\\n' "\${path// /%20}"
    done <"$here/dock"
    ;;
  *'--remove all'*) : >"$here/dock" ;;
  *--add*)
    path=$3
    [[ $path == *.app ]] && path=$path/
    echo "$path" >>"$here/dock"
    ;;
esac
`;
/** `id -u -- USER` */
const ID = `#!/usr/bin/env bash
[[ "$1 $2 $3" == '-u -- alice' ]] && echo 501
`;
/** `launchctl asuser UID PROGRAM ...` */
const LAUNCHCTL = `#!/usr/bin/env bash
[[ "$1 $2" == 'asuser 501' ]] || exit 9
shift 2
SESSION=501 exec "$@"
`;
/** `sudo --user=USER --set-home -- PROGRAM ...` */
const SUDO = `#!/usr/bin/env bash
[[ $1 == --user=* && "$2 $3 $SESSION" == '--set-home -- 501' ]] || exit 9
echo "\${1#--user=}" >>"$(dirname "$0")/users"
shift 3
exec "$@"
`;

const ENTRIES = [
  { path: '/Applications/Safari.app' },
  { path: "/Applications/Ann's 100% Best.app", options: '--position  end' },
  { path: '/Users/alice/Down loads', section: 'others', options: '--view grid; touch /tmp/x' },
];

/** The script that a Mac runs after its activation, of a host with these modules. */
async function activation(module: string): Promise<string> {
  const { args = {} } = ofTests('');
  const expression = `
    (((import ./nix/tests { nixpkgs = ${args['nixpkgs']}; }).mkHost {
      hostName = "mac-01"; platform = "aarch64-darwin"; hostSpec.userName = "alice"; modules = [ (${module}) ];
    }).config).system.activationScripts.postActivation.text`;
  return Value.Parse(Type.String(), await evaluated({ expression }));
}

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});

/** Runs it as nix-darwin does, with its own tools and folders in place of a Mac's. */
async function run(script: string) {
  const text = script
    .replaceAll(/\/nix\/store\/[^/']*dockutil\/bin/g, folder)
    .replaceAll('/etc/nix', join(folder, 'etc'));
  const program = (name: string, content: string): void => {
    writeFileSync(join(folder, name), content);
    chmodSync(join(folder, name), 0o755);
  };
  program('dockutil', DOCKUTIL);
  program('sudo', SUDO);
  program('launchctl', LAUNCHCTL);
  program('id', ID);
  program('killall', `#!/usr/bin/env bash\necho "$1" >>${folder}/killed\n`);
  return runToEnd({
    argv: ['bash', '-c', `set -e\nset -o pipefail\n${text}\necho done`],
    env: { PATH: `${folder}:${process.env['PATH']}` },
    cwd: folder,
  });
}

const lines = (name: string): string[] => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1);

describe('the Dock of a Mac', () => {
  let script: string;
  beforeAll(async () => {
    script = await activation(`{ local.dock.entries = builtins.fromJSON ${JSON.stringify(JSON.stringify(ENTRIES))}; }`);
  });

  test('becomes what is declared, in its order, by the user whose it is', async () => {
    writeFileSync(join(folder, 'dock'), '/Applications/Music.app/\n');
    expect(await run(script)).toMatchObject({ exitCode: 0, stdout: 'done\n' });
    expect(lines('dock')).toEqual([
      '/Applications/Safari.app/',
      "/Applications/Ann's 100% Best.app/",
      '/Users/alice/Down loads',
    ]);
    expect(lines('calls').slice(1)).toEqual([
      '--no-restart --remove all',
      '--no-restart --add /Applications/Safari.app --section apps',
      "--no-restart --add /Applications/Ann's 100% Best.app --section apps --position end",
      '--no-restart --add /Users/alice/Down loads --section others --view grid; touch /tmp/x',
    ]);
    expect(new Set(lines('users'))).toEqual(new Set(['alice']));
    expect(lines('killed')).toEqual(['Dock']);
  });

  test('is left alone when it is so already', async () => {
    writeFileSync(join(folder, 'dock'), '/Applications/Music.app/\n');
    await run(script);
    rmSync(join(folder, 'calls'));
    rmSync(join(folder, 'killed'));
    expect(await run(script)).toMatchObject({ exitCode: 0 });
    expect(lines('calls')).toEqual(['--list']);
    expect(existsSync(join(folder, 'killed'))).toBe(false);
  });

  test('is left alone by a host that declares nothing', async () => {
    writeFileSync(join(folder, 'dock'), '/Applications/Music.app/\n');
    expect(await run(await activation('{ }'))).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(folder, 'calls'))).toBe(false);
  });

  test('that cannot be made does not end the activation', async () => {
    expect(await run(script.replaceAll('dockutil', 'no-such-program'))).toMatchObject({
      exitCode: 0,
      stdout: 'done\n',
    });
  });
});

describe("a Mac's nix.custom.conf", () => {
  const CONF = 'etc/nix.custom.conf';
  let script: string;
  beforeAll(async () => {
    script = await activation('{ }');
  });

  test('includes the file of the fleet, once', async () => {
    await run(script);
    expect(await run(script)).toMatchObject({ exitCode: 0 });
    expect(lines(CONF)).toEqual(['!include nixfleet.conf']);
  });

  test.each(['max-jobs = 3', 'max-jobs = 3\n'])('keeps what an operator wrote: %j', async (own) => {
    mkdirSync(join(folder, 'etc'));
    writeFileSync(join(folder, CONF), own);
    await run(script);
    expect(lines(CONF)).toEqual(['max-jobs = 3', '!include nixfleet.conf']);
  });
});
