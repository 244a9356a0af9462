import { copyFileSync, readFileSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { anAuthority } from '../../../support/certificates.ts';
import { ControlPlane } from '../../../support/control-plane.ts';
import { secureStatus } from '../../../support/secure-status.ts';
import { tempFolder } from '../../../support/temp.ts';

/** The program, started with these variables, and its log. */
async function aProcess(env: NodeJS.ProcessEnv) {
  const folder = tempFolder();
  const logPath = join(folder, 'log');
  const plane = await new ControlPlane(folder, { PATH: process.env['PATH'], ...env }, logPath).start();
  onTestFinished(() => plane.kill());
  const died = plane.process?.ended.then((how) => {
    throw new Error(`it ended (${how}):\n${readFileSync(logPath, 'utf8')}`);
  });
  // It will end one day, and then nobody listens.
  died?.catch(() => undefined);
  return { plane, logged: (words: string) => Promise.race([lineWritten(logPath, words), died]) };
}

/** Ends when a file has these words. */
async function lineWritten(path: string, words: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = () => {
      if (!readFileSync(path, 'utf8').includes(words)) return;
      watcher.close();
      resolve();
    };
    const watcher = watch(dirname(path), look);
    look();
  });
}

const hangUp = ({ process: program }: ControlPlane): void => {
  if (program === undefined) throw new Error('it runs');
  process.kill(program.pid, 'SIGHUP');
};

describe('the program, hung up on', () => {
  test('reads its certificate again, and goes on', async () => {
    const folder = tempFolder();
    const authority = await anAuthority(folder);
    const [first, second] = [await authority.issue('/CN=first'), await authority.issue('/CN=second')];
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    copyFileSync(first.certPath, cert);
    copyFileSync(first.keyPath, key);
    const { plane, logged } = await aProcess({ NIXFLEET_CP_TLS_CERT: cert, NIXFLEET_CP_TLS_KEY: key });
    hangUp(plane);
    await logged('TLS: certificate, key and CA are those that are in use already');
    copyFileSync(second.keyPath, key);
    copyFileSync(second.certPath, cert);
    hangUp(plane);
    await logged('TLS: new connections get');
    expect(await secureStatus(plane.url, { ca: authority.ca }, { method: 'GET', path: '/health' })).toBe(200);
  });

  test('goes on without TLS, too, and says that there is nothing to read', async () => {
    const { plane, logged } = await aProcess({});
    hangUp(plane);
    await logged('there is no TLS whose files could be read again');
    expect((await fetch(`${plane.url}/health`)).status).toBe(200);
  });
});
