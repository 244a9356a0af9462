import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../support/checkout.ts';
import { fleetEnvironment } from '../support/environment.ts';
import { type Ended, runToEnd } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';

/** A public key that is well formed. */
export const OPERATOR_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKwAyVC9nWeWe5VHdQKYUZYqYt0ZBvBFnGdYR3pFAGJq me@here';

/** A template as `nix flake init` leaves it, and the home of the operator who has just done that. */
export class TemplateCopy {
  readonly #place = tempFolder();
  readonly folder = join(this.#place, 'fleet');
  readonly home = join(this.#place, 'home');
  readonly env: NodeJS.ProcessEnv = { ...fleetEnvironment(this.#place), HOME: this.home };

  constructor(name: string) {
    cpSync(join(checkout, 'nix/templates', name), this.folder, { recursive: true });
    mkdirSync(join(this.home, '.ssh'), { recursive: true });
    mkdirSync(join(this.#place, 'tmp'));
    writeFileSync(join(this.home, '.ssh/id_ed25519.pub'), `${OPERATOR_KEY}\n`);
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  /** Below the home, with the fleet's keys. */
  keys(fleet: string): string {
    return join(this.home, '.local/share/nixfleet/keys', fleet);
  }

  /** How a command line ended that a person typed in the folder. */
  sh(line: string): Promise<Ended> {
    return runToEnd({ argv: ['bash', '-euo', 'pipefail', '-c', line], env: this.env, cwd: this.folder });
  }

  /** The same; throws when it fails. */
  async done(line: string): Promise<string> {
    const { exitCode, stdout, said } = await this.sh(line);
    if (exitCode !== 0) throw new Error(`${line}\n${said}`);
    return stdout;
  }

  /** The commands of the README with which everything is filled in, in their order: edits, and what makes keys. */
  steps(): string[] {
    const [beginning = ''] = this.read('README.md').split('\n## The fleet as virtual machines');
    return [...beginning.matchAll(/^ {4,}(sed -i .*|bash keys\.sh)$/gm)].map(([, line = '']) => line);
  }
}
