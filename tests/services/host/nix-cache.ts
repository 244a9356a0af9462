import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { run } from '../../../services/host/process.ts';
import { NIX_ENV } from './closures.ts';
import { aFolder } from './waiting.ts';

/** The environment of tests, with more of Nix's settings. */
export const nixSettings = (...settings: readonly string[]) => ({
  NIX_CONFIG: [NIX_ENV.NIX_CONFIG, ...settings].join('\n'),
});

const nix = (...argv: [string, ...string[]]) => run({ argv, env: NIX_ENV });

/** A path in the store that no other test has, with so many bytes that cannot be compressed. */
export async function aPath(name: string, bytes = 1000): Promise<string> {
  const folder = join(await aFolder(), `${name}-${randomUUID()}`);
  await mkdir(folder);
  await writeFile(join(folder, 'blob'), randomBytes(bytes));
  const path = (await nix('nix-store', '--add', folder)).stdout.trim();
  onTestFinished(() => forget(path));
  return path;
}

/** A path that refers to another one, so that both are its closure. */
export async function aPathThatRefersTo(path: string): Promise<string> {
  const expression = `builtins.toFile "refers-${randomUUID()}" "\${builtins.storePath ${path}}"`;
  const referring = (await nix('nix', 'eval', '--raw', '--impure', '--expr', expression)).stdout;
  onTestFinished(() => forget(referring));
  return referring;
}

/** A path that was built from a derivation: it needs somebody's signature. */
export async function aBuiltPath(): Promise<string> {
  const source = await aPath('source');
  const expression = `derivation {
    name = "built-${randomUUID()}";
    system = builtins.currentSystem;
    builder = "builtin:buildenv";
    derivations = "true 5 1 \${builtins.storePath ${source}}";
    manifest = "\${builtins.storePath ${source}}/blob";
  }`;
  const { stdout } = await nix('nix-build', '--no-out-link', '--expr', expression);
  onTestFinished(() => forget(stdout.trim()));
  return stdout.trim();
}

/** Takes a path from the store; one that is still needed, or is not there, stays so. */
export async function forget(path: string): Promise<void> {
  await nix('nix-store', '--delete', path).catch(() => undefined);
}

/** Whether a path is in the store. */
export const isHere = async (path: string): Promise<boolean> =>
  nix('nix-store', '--check-validity', path).then(
    () => true,
    () => false,
  );

/** A folder that is a binary cache, with these paths and what they refer to. */
export async function aCacheWith(...paths: readonly string[]): Promise<string> {
  const folder = await aFolder();
  if (paths.length > 0) await push(folder, ...paths);
  return folder;
}

/** Pushes paths to the cache in a folder. */
export async function push(folder: string, ...paths: readonly string[]): Promise<void> {
  await nix('nix', 'copy', '--to', `file://${folder}`, ...paths);
}

/** The largest archive in a cache. */
export async function largestNar(folder: string): Promise<string> {
  const files = (await readdir(join(folder, 'nar'))).map((name) => join(folder, 'nar', name));
  const sizes = await Promise.all(files.map(async (file) => ({ file, size: (await stat(file)).size })));
  return sizes.toSorted((a, b) => b.size - a.size)[0]?.file ?? '';
}

/** A key to sign paths with. */
export async function aKey(): Promise<{ readonly secretPath: string; readonly public: string }> {
  const folder = await aFolder();
  const [secretPath, publicPath] = [join(folder, 'secret'), join(folder, 'public')];
  await nix('nix-store', '--generate-binary-cache-key', 'test-1', secretPath, publicPath);
  return { secretPath, public: (await readFile(publicPath, 'utf8')).trim() };
}

/** Serves the cache in a folder over HTTP; `answer` may do it for a request instead: true, it has. */
export async function served(
  folder: string,
  answer: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<{ readonly url: string; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (answer(request, response)) return;
    readFile(join(folder, request.url ?? '')).then(
      (content) => response.writeHead(200, { 'content-length': content.length }).end(content),
      () => response.writeHead(404).end(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
