import { describe, expect, test } from 'vitest';
import type { Engine } from '../../../../services/actors/engine.ts';
import { aReport, aServer } from '../../../support/a-server.ts';
import { aSocket, saidOn } from '../../../support/raw-socket.ts';

/** A report on its way, as bytes. */
function reporting(machineId: string): string {
  const body = JSON.stringify(aReport());
  const headers = `host: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`;
  return `POST /api/v1/machines/${machineId}/report HTTP/1.1\r\n${headers}\r\n\r\n${body}`;
}

/** An engine that answers when it is let, and what it was asked. */
function heldEngine() {
  const asked: unknown[] = [];
  let letGo = () => undefined as void;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const before = (real: Engine): Engine => ({
    request: async (name, input) => {
      asked.push('machineId' in input ? input.machineId : name);
      await held;
      return real.request(name, input);
    },
    onCommit: (listener) => real.onCommit(listener),
    isReady: () => real.isReady(),
    figures: () => real.figures(),
    stop: () => real.stop(),
  });
  return { asked, letGo: () => letGo(), before };
}

describe('requests in one packet', () => {
  test('begin one after the other, each when the one before is answered', async () => {
    const engine = heldEngine();
    const plane = await aServer({ engine: engine.before });
    const socket = aSocket(plane.url);
    const said = saidOn(socket);
    socket.write(reporting('a') + reporting('b') + 'GET /health HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
    await plane.ask('GET', '/health');
    expect(engine.asked).toEqual(['a']);
    engine.letGo();
    expect((await said).match(/HTTP\/1\.1 \d+|ok$/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 200', 'ok']);
    expect(engine.asked).toEqual(['a', 'b']);
  });
});
