import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';

/** Answers who asks for a WebSocket without an upgrade. */
export function askToUpgrade(_request: FastifyRequest, reply: FastifyReply): void {
  void reply.code(426).header('upgrade', 'websocket').send('this is a WebSocket: connect with `Upgrade: websocket`');
}

/**
 * Before an upgrade: takes Node's response off the socket. @fastify/websocket leaves it there, and with it the request
 * and its headers, for as long as the socket lives.
 */
export function dropResponse(request: FastifyRequest, { raw }: FastifyReply, done: () => void): void {
  const { socket } = raw;
  if (request.ws && socket !== null) raw.detachSocket(socket);
  done();
}

/** After an upgrade: hears of errors in place of @fastify/websocket, whose listener holds request and reply. */
export function hearErrors(socket: WebSocket, failed: (error: Error) => void): void {
  socket.removeAllListeners('error').on('error', failed);
}
