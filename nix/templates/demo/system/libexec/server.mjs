// The machine's web server: answers with the status and the version that its closure says.
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';

const [root, closure] = process.argv.slice(2);
const read = (file) => readFileSync(file, 'utf8').trim();
const status = Number(read(`${closure}/site/status`));
const version = read(`${closure}/site/version`);
const port = Number(read(`${root}/etc/site/port`));

createServer((_, response) => {
  response.writeHead(status, { connection: 'close' }).end(`${version}\n`);
}).listen(port, '127.0.0.1', () => process.send('listening'));

process.once('SIGTERM', () => {
  rmSync(`${root}/run/server.pid`, { force: true });
  process.exit();
});
