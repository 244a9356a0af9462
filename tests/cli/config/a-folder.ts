import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { packageRoot } from '../../../services/host/package-root.ts';
import type { Ended } from '../program.ts';

/** What a command line finds around it beside the folder. */
export interface Around {
  /** Beside `PATH` and `HOME`; nothing of the test's own environment is there. */
  readonly env?: Readonly<Record<string, string>>;
  /** Under the folder; the folder itself unless told. */
  readonly from?: string;
  readonly stdin?: string;
}

/** A folder with a home in it, in which the built program runs. */
export class Folder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'nixfleet-folder-')));
  readonly home = join(this.path, 'home');

  constructor() {
    mkdirSync(this.home);
  }

  /** Writes a file, and the folders above it. */
  write(name: string, content: string, mode = 0o644): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode });
    return path;
  }

  /** Keeps keys as `bootstrap` does. */
  writeCredentials(keys: Readonly<Record<string, string>>, mode = 0o600): string {
    const tables = Object.entries(keys).map(([url, key]) => `[${JSON.stringify(url)}]\napi-key = "${key}"\n`);
    return this.write('home/.config/nixfleet/credentials.toml', tables.join('\n'), mode);
  }

  /** Runs the program to its end. */
  async run(argv: readonly string[], { env = {}, from = '.', stdin = '' }: Around = {}): Promise<Ended> {
    const child = spawn(process.execPath, [join(packageRoot(), 'dist/bin/nixfleet.cjs'), ...argv], {
      env: { PATH: process.env['PATH'], HOME: this.home, ...env },
      cwd: join(this.path, from),
    });
    child.stdin.on('error', () => undefined).end(stdin);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: child.exitCode, stdout, stderr };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
