import { describe, expect, test } from 'vitest';
import { expanded, untoldVariable } from '../../../cli/config/expand.ts';

const variables = { env: { NAME: 'web', LOOP: '${LOOP}' }, hostname: 'krach' };

describe('a variable in a value', () => {
  test.each([
    ['agent-${NAME}.pem', 'agent-web.pem'],
    ['${NAME}${NAME}', 'webweb'],
    ['${HOSTNAME} ${HOST}', 'krach krach'],
    ['${NONE}x', 'x'],
    ['${LOOP}', '${LOOP}'],
    ['$NAME ~ ${NAME', '$NAME ~ ${NAME'],
    ['${NAME##*/} ${NONE:-b} ${#NAME} ${1} ${}', '${NAME##*/} ${NONE:-b} ${#NAME} ${1} ${}'],
  ])('%s becomes %s', (text, expected) => {
    expect(expanded(text, variables)).toBe(expected);
  });

  test('that is not set stays in what a shell will read', () => {
    expect(expanded('p=${NAME}; echo ${p##*/} ${p} ${HOST}', variables, true)).toBe('p=web; echo ${p##*/} ${p} krach');
  });

  test('HOSTNAME is what the environment says, even if that is nothing', () => {
    expect(expanded('[${HOSTNAME}]', { env: { HOSTNAME: '' }, hostname: 'krach' })).toBe('[]');
  });
});

describe('a variable in what leaves the machine', () => {
  test.each(['', 'x', '${HOSTNAME}${HOST}${USER}${LOGNAME}', '${NIXFLEET_SITE}', '$SECRET ${SECRET'])(
    'is fine in %j',
    (text) => {
      expect(untoldVariable(text)).toBeUndefined();
    },
  );

  test.each([
    ['${USER}${PATH}', 'PATH'],
    ['${NIXFLEET_API_KEY}', 'NIXFLEET_API_KEY'],
    ['${NIXFLEET_Token}', 'NIXFLEET_Token'],
    ['${MY_HOSTNAME}', 'MY_HOSTNAME'],
    ['${USER:-${SECRET}}', 'USER:-${SECRET'],
    ['${}', ''],
  ])('is not in %j, for %s', (text, name) => {
    expect(untoldVariable(text)).toBe(name);
  });
});
