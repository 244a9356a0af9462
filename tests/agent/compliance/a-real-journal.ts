import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '../../support/temp.ts';

/** In mounts and processes of its own journald starts, writes what there is and one line of ours, and ends. */
const WRITTEN = `set -e
mount -t tmpfs none /run
mkdir -p /run/systemd/journal
/usr/lib/systemd/systemd-journald &
journald=$!
until echo 'a line of a test' | systemd-cat 2>/dev/null; do sleep 0.01; done
kill "$journald"
wait "$journald" || true
cp -r /run/log/journal "$1"
`;

/** A journal by the real journald, as files of a machine; needs root. */
export function aRealJournal(): Record<string, Uint8Array> {
  const folder = join(tempFolder(), 'journal');
  const apart = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];
  execFileSync('unshare', [...apart, 'sh', '-c', WRITTEN, 'journal', folder], { timeout: 20_000, stdio: 'pipe' });
  const files = readdirSync(folder).flatMap((id) => readdirSync(join(folder, id)).map((name) => `${id}/${name}`));
  return Object.fromEntries(files.map((file) => [`/var/log/journal/${file}`, readFileSync(join(folder, file))]));
}
