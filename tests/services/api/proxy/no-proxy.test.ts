import { describe, expect, test } from 'vitest';
import { goesDirect } from '../../../../services/api/proxy/no-proxy.ts';

const direct = (host: string, exceptions: string, port = 8080) => goesDirect({ hostname: host, port }, exceptions);

describe('a place', () => {
  test.each([
    ['cp.example.com', 'example.com'],
    ['cp.example.com', '.example.com'],
    ['cp.example.com', '*.example.com'],
    ['example.com', '.example.com'],
    ['CP.Example.COM.', 'cp.example.com'],
    ['cp.example.com', 'a.test, CP.EXAMPLE.COM ,b.test'],
    ['cp.example.com', 'a.test cp.example.com'],
    ['cp.example.com', '*'],
    ['cp.example.com', 'cp.example.com:8080'],
    ['10.1.2.3', '10.1.2.3'],
    ['10.1.2.3', '10.0.0.0/8'],
    ['10.1.2.3', '10.1.2.3:8080'],
    ['fd00::1', 'fd00::/8'],
    ['fd00::1', '[fd00:0:0::1]:8080'],
    ['fd00::1', 'fd00:0:0::1'],
  ])('%s is asked directly with NO_PROXY=%s', (host, exceptions) => expect(direct(host, exceptions)).toBe(true));

  test.each([
    ['cp.example.com', ''],
    ['cp.example.com', ' , ,'],
    ['badexample.com', 'example.com'],
    ['example.com', 'cp.example.com'],
    ['cp.example.com', 'cp.example.com:443'],
    ['10.1.2.3', '10.0.0.0/16'],
    ['10.1.2.3', '3'],
    ['10.1.2.3', '10.0.0.0/99'],
    ['10.1.2.3', '10.0.0.0/'],
    ['10.1.2.3', 'fd00::/8'],
    ['cp.example.com', '10.0.0.0/8'],
    ['cp.example.com', '.'],
    ['cp.example.com', 'http://cp.example.com'],
  ])('%s goes over the proxy with NO_PROXY=%s', (host, exceptions) => expect(direct(host, exceptions)).toBe(false));

  test.each([
    'localhost',
    'LOCALHOST',
    'cp.localhost',
    '127.0.0.1',
    '127.8.8.8',
    '::1',
    '::ffff:7f00:1',
    '0.0.0.0',
    '::',
  ])('%s is this machine, and never asked over a proxy', (host) => expect(direct(host, '')).toBe(true));

  test.each(['localhost.example.com', '128.0.0.1', '::2'])('%s is not this machine', (host) =>
    expect(direct(host, '')).toBe(false),
  );
});
