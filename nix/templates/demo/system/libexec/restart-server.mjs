// Ends the machine's web server, starts the one of the given closure, and waits until it listens.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const [root, closure] = process.argv.slice(2);
const pidFile = `${root}/run/server.pid`;

// A server takes its file away when it ends; one that was killed could not.
while (existsSync(pidFile) && signal(Number(readFileSync(pidFile, 'utf8')), 'SIGTERM')) await pause(10);

const log = openSync(`${root}/var/log/server.log`, 'a');
const server = spawn(process.execPath, [`${closure}/libexec/server.mjs`, root, closure], {
  detached: true,
  stdio: ['ignore', log, log, 'ipc'],
});
writeFileSync(pidFile, `${server.pid}\n`);

const [how] = await Promise.race([once(server, 'message'), once(server, 'exit')]);
if (how !== 'listening') {
  console.error(`the web server ended with exit code ${how}: see ${root}/var/log/server.log`);
  process.exit(1);
}
server.disconnect();
server.unref();

/** Whether there still was such a process. */
function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}
