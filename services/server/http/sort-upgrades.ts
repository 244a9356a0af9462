import { type IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { FastifyInstance, RouteOptions } from 'fastify';

/**
 * Sorts the requests that want another protocol. Those for a WebSocket where there is one come out of the server that
 * this gives; to all others we go on in HTTP, as if they had not asked: so does v0.1.1, and `curl --http2` always asks.
 */
export function sortUpgrades(app: FastifyInstance): Server {
  const paths: RegExp[] = [];
  const sockets = new Server();
  app.addHook('onRoute', (route: RouteOptions) => {
    if (route.wsHandler !== undefined) paths.push(patternOf(route.url));
  });
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Two responses cannot have one connection, and Node would leave it to nobody: not even a stop would end it.
    if (isAnswering(socket)) return void socket.destroy();
    const path = request.url?.split('?', 1)[0] ?? '';
    const isTaken = !isClosing && wantsWebSocket(request) && paths.some((pattern) => pattern.test(path));
    if (isTaken) sockets.emit('upgrade', request, socket, head);
    else goOnInHttp(app.server, { request, socket, head });
  });
  return sockets;
}

const patternOf = (url: string): RegExp => new RegExp(`^${url.replaceAll(/:\w+/g, '[^/]+')}$`);

const wantsWebSocket = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';

/** A request that came before, in the same packet, is not answered yet. */
const isAnswering = (socket: Duplex): boolean => Boolean(Reflect.get(socket, '_httpMessage'));

/** What Node hands over when it has let go of a connection. */
interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What came behind the headers. */
  readonly head: Buffer;
}

/** Node reads no HTTP any more on this connection: it gets it back as a new one, with the request less the wish. */
function goOnInHttp(server: Server, { request, socket, head }: Upgrade): void {
  socket.unshift(Buffer.concat([headOf(request), head]));
  // TLS is agreed on already: an HTTPS server's `connection` would begin it anew.
  server.emit(socket instanceof TLSSocket ? 'secureConnection' : 'connection', socket);
}

/** One request for each such connection: Node would add its listeners to the socket again and again. */
function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  let head = `${method} ${url} HTTP/${httpVersion}\r\nconnection: close\r\n`;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (!/^(connection|upgrade)$/i.test(name)) head += `${name}: ${rawHeaders[index + 1]}\r\n`;
  }
  return Buffer.from(`${head}\r\n`, 'latin1');
}
