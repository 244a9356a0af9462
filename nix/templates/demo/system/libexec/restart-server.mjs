// Ends the machine's web server, starts the one of the given closure, and waits until it listens.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const [root, closure] = process.argv.slice(2);
const pidFile = `${root}/run/server.pid`;

// A server takes its file away when it ends; one that was killed could not.
for (let pid = runningPid(); pid !== undefined && signal(pid, 'SIGTERM'); pid = runningPid()) await pause(10);

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

/** The process of a server, if there may be one. */
function runningPid() {
  try {
    return Number(readFileSync(pidFile, 'utf8')) || undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether there still was such a process. */
function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}
