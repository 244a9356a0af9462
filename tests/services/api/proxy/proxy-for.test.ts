import { describe, expect, test } from 'vitest';
import { baseUrl } from '../../../../services/api/base-url.ts';
import { proxyFor } from '../../../../services/api/proxy/proxy-for.ts';
import type { ProxyEnvironment } from '../../../../services/api/proxy/proxy-environment.ts';
import { proxyOf } from '../../../../services/api/proxy/proxy-of.ts';

const over = (url: string, env: ProxyEnvironment) => proxyFor(baseUrl(url), env)?.shown;

describe('the proxy of a URL', () => {
  test.each<[string, ProxyEnvironment, string | undefined]>([
    ['https://cp.test', {}, undefined],
    ['https://cp.test', { HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128 (HTTPS_PROXY)'],
    ['https://cp.test', { https_proxy: 'http://p:3128' }, 'http://p:3128 (https_proxy)'],
    ['https://cp.test', { HTTPS_PROXY: 'http://upper', https_proxy: 'http://lower' }, 'http://upper (HTTPS_PROXY)'],
    ['https://cp.test', { HTTPS_PROXY: '', https_proxy: 'http://lower' }, 'http://lower (https_proxy)'],
    ['https://cp.test', { HTTP_PROXY: 'http://p' }, undefined],
    ['http://cp.test', { HTTP_PROXY: 'http://p' }, 'http://p (HTTP_PROXY)'],
    ['http://cp.test', { HTTPS_PROXY: 'http://p' }, undefined],
    ['https://cp.test', { ALL_PROXY: 'http://all' }, 'http://all (ALL_PROXY)'],
    ['https://cp.test', { ALL_PROXY: 'http://all', HTTPS_PROXY: 'http://p' }, 'http://p (HTTPS_PROXY)'],
    ['http://cp.test', { HTTP_PROXY: 'http://p', REQUEST_METHOD: 'GET' }, undefined],
    ['http://cp.test', { http_proxy: 'http://p', REQUEST_METHOD: 'GET' }, 'http://p (http_proxy)'],
    ['https://cp.test', { HTTPS_PROXY: 'p:3128' }, 'http://p:3128 (HTTPS_PROXY)'],
    ['https://cp.test', { HTTPS_PROXY: ' https://p ' }, 'https://p (HTTPS_PROXY)'],
    ['https://cp.test', { HTTPS_PROXY: 'http://[fd00::1]:3128' }, 'http://[fd00::1]:3128 (HTTPS_PROXY)'],
    ['https://cp.test', { HTTPS_PROXY: 'http://p', NO_PROXY: '.test' }, undefined],
    ['https://cp.test', { HTTPS_PROXY: 'http://p', no_proxy: '.test' }, undefined],
    ['https://localhost:8080', { HTTPS_PROXY: 'http://p' }, undefined],
    // What is not used is not looked at.
    ['https://cp.test', { HTTPS_PROXY: 'no proxy', NO_PROXY: '*' }, undefined],
  ])('%s with %j is %s', (url, env, expected) => expect(over(url, env)).toBe(expected));

  test('has a user and a password that are not shown', () => {
    const proxy = proxyFor(baseUrl('https://cp.test'), { HTTPS_PROXY: 'http://fleet:p%40ss%23@p:3128' });
    expect(proxy).toEqual({
      shown: 'http://p:3128 (HTTPS_PROXY)',
      variable: 'HTTPS_PROXY',
      isSecure: false,
      hostname: 'p',
      port: 3128,
      authorization: `Basic ${Buffer.from('fleet:p@ss#').toString('base64')}`,
    });
  });

  test.each([
    ['socks5://hunter2@p:1080', 'HTTPS_PROXY names a proxy of the kind socks5, which is not supported'],
    ['http://', 'HTTPS_PROXY is not the URL of a proxy: it should look like http://proxy.example:3128'],
    ['http://fleet:hunter2#@p:3128', 'special characters of the password written as %-codes'],
    ['http://fleet:80/hunter2@p:3128', 'special characters of the password written as %-codes'],
    ['http://fleet:12#hunter2@p:3128', 'special characters of the password written as %-codes'],
    ['http://fleet:hunter2%zz@p:3128', 'write %25 for it'],
    ['hunter2 p', 'HTTPS_PROXY is not the URL of a proxy'],
  ])('that is called %s is refused, without a word of its password', (text, words) => {
    const asked = () => over('https://cp.test', { HTTPS_PROXY: text });
    expect(asked).toThrow(words);
    expect(asked).toThrow(
      expect.objectContaining({ code: 'BAD_CONFIG', message: expect.not.stringContaining('hunter2') }),
    );
  });

  test('is asked of the environment only when that names one', async () => {
    expect(await proxyOf(baseUrl('https://cp.test'), {})).toBeUndefined();
    expect(await proxyOf(baseUrl('https://cp.test'), { all_proxy: 'p:3128' })).toMatchObject({ port: 3128 });
  });
});
