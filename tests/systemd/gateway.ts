import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { BRIDGE, DEAF_PORT, PLACES, PLANE_HOST, PLANE_PORT } from './place.ts';

/*
 * The first process of a world: makes its file systems and its network, then lets those outside reach the control plane.
 * When it goes, everything in the world goes. Arguments: the Debian, the folder of the world.
 */

const [debian = '', folder = ''] = process.argv.slice(2);
const at = (place: keyof typeof PLACES) => join(folder, PLACES[place]);
const run = (...[command = '', ...words]: string[]) => execFileSync(command, words, { stdio: 'inherit' });

for (const place of ['upper', 'work', 'root'] as const) mkdirSync(at(place), { recursive: true });
run(
  'mount',
  '-t',
  'overlay',
  'overlay',
  '-o',
  `lowerdir=${debian},upperdir=${at('upper')},workdir=${at('work')}`,
  at('root'),
);
// Where systemd-nspawn leaves traces of each container.
run('mount', '-t', 'tmpfs', 'tmpfs', '/run');
run('ip', 'link', 'set', 'lo', 'up');
run('ip', 'link', 'add', BRIDGE, 'type', 'bridge');
run('ip', 'address', 'add', `${PLANE_HOST}/24`, 'dev', BRIDGE);
run('ip', 'link', 'set', BRIDGE, 'up');

const server = createServer((outside) => {
  const plane = connect(PLANE_PORT, PLANE_HOST);
  outside.on('error', () => plane.destroy()).on('close', () => plane.destroy());
  plane.on('error', () => outside.destroy()).on('close', () => outside.destroy());
  outside.pipe(plane).pipe(outside);
});
createServer().listen(DEAF_PORT, PLANE_HOST);
server.listen(at('socket'), () => process.stdout.write('ready\n'));
