import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { controlEvidence } from '../../../agent/compliance/control-evidence.ts';
import { excused, type Exceptions, isDay, strayExceptions } from '../../../agent/compliance/exceptions.ts';
import { holds } from '../../../machines/policy/exception-end.ts';

const anException = (expires: string | null = null, owner: string | null = 'ops') => ({
  rationale: 'a bastion',
  owner,
  expires,
});
const PROBE = {
  control: 'access-control',
  program: '/bin/true',
  articles: {},
  required: false,
  timeoutSeconds: 30,
};
const LAST_MOMENT = Date.UTC(2026, 4, 2) - 1;

/** How a control with these findings comes out. */
const statusWith = (exceptions: Exceptions, ids: readonly string[], now = 0) =>
  controlEvidence(
    PROBE,
    { verdict: { isCompliant: ids.length === 0, problems: ids.map((id) => ({ id, text: id })), checks: {} } },
    { exceptions, now },
  ).status;

describe('an exception', () => {
  test('holds until the end of its day, UTC, and for good without one', () => {
    expect(holds(anException('2026-05-01'), LAST_MOMENT)).toBe(true);
    expect(holds(anException('2026-05-01'), LAST_MOMENT + 1)).toBe(false);
    expect(holds(anException(), Number.MAX_SAFE_INTEGER)).toBe(true);
  });

  test.each([
    ['2026-12-31', true],
    ['2028-02-29', true],
    ['2026-02-29', false],
    ['2026-13-01', false],
    ['31.12.2026', false],
    ['2026-12-31T10:00', false],
    ['', false],
  ])('may end on "%s": %s', (day, isOne) => expect(isDay(day)).toBe(isOne));

  test('excuses a control, a requirement or a rule, and names the narrowest that does', () => {
    const text = 'it is not well';
    const of = (control: string, id: string, exceptions: Exceptions) =>
      excused([{ id, text }], { control, exceptions, now: 0 })[0]?.exception?.rationale;
    const named = (key: string) => ({ [key]: { ...anException(), rationale: key } });
    expect(of('access-control', 'root-login', named('access-control'))).toBe('access-control');
    expect(of('access-control', 'root-login', named('access-control.root-login'))).toBe('access-control.root-login');
    expect(of('baseline-hardening', 'BH-07', named('BH-07'))).toBe('BH-07');
    expect(of('baseline-hardening', 'BH-07', named('baseline-hardening.BH-07'))).toBe('baseline-hardening.BH-07');
    const all = { ...named('baseline-hardening'), ...named('BH-07') };
    expect(of('baseline-hardening', 'BH-07', all)).toBe('BH-07');
    expect(of('baseline-hardening', 'BH-03', named('BH-07'))).toBeUndefined();
    expect(of('access-control', 'root-login', named('root-login'))).toBeUndefined();
    expect(of('access-control', 'constructor', {})).toBeUndefined();
  });

  test('that has run out excuses nothing, and the finding says so', () => {
    const exceptions = { 'access-control.root-login': anException('2026-05-01') };
    const problems = [{ id: 'root-login', text: 'root may log in' }];
    expect(excused(problems, { control: 'access-control', exceptions, now: LAST_MOMENT + 1 })).toEqual([
      { id: 'root-login', text: 'root may log in (the exception of ops ran out on 2026-05-01: renew it or mend this)' },
    ]);
  });

  test('gives way to a wider one that still holds', () => {
    const exceptions = { 'access-control.root-login': anException('2026-05-01'), 'access-control': anException() };
    expect(statusWith(exceptions, ['root-login'], LAST_MOMENT + 1)).toBe('exempt');
  });
});

describe('a control', () => {
  test('is exempt only when all that is wrong is excused', () => {
    const exceptions = { 'access-control.root-login': anException() };
    expect(statusWith(exceptions, ['root-login'])).toBe('exempt');
    expect(statusWith(exceptions, ['root-login', 'idle-timeout'])).toBe('non-compliant');
    expect(statusWith({ 'access-control': anException() }, ['root-login', 'idle-timeout'])).toBe('exempt');
    expect(statusWith({}, ['root-login'])).toBe('non-compliant');
  });

  test('is compliant, not exempt, when nothing is wrong', () =>
    expect(statusWith({ 'access-control': anException() }, [])).toBe('compliant'));

  test('that could not be told is never excused', () => {
    const judged = { exceptions: { 'access-control': anException() }, now: 0 };
    const evidence = controlEvidence(PROBE, { error: 'x'.repeat(5000) }, judged);
    expect(evidence).toMatchObject({ status: 'error', findings: [] });
    expect(Buffer.byteLength(String(evidence.checks['error']))).toBe(1024);
  });

  test('is non-compliant exactly when some finding is not excused', () => {
    const ids = fc.uniqueArray(fc.constantFrom('root-login', 'idle-timeout', 'password-authentication'), {
      minLength: 1,
    });
    fc.assert(
      fc.property(ids, ids, (wrong, excepted) => {
        const exceptions = Object.fromEntries(excepted.map((id) => [`access-control.${id}`, anException()]));
        const isExcused = wrong.every((id) => excepted.includes(id));
        expect(statusWith(exceptions, wrong)).toBe(isExcused ? 'exempt' : 'non-compliant');
      }),
    );
  });
});

describe('exceptions that excuse nothing', () => {
  const wrong = (key: string, controls = ['access-control', 'baseline-hardening', 'printers']) =>
    strayExceptions({ [key]: anException() }, controls);

  test.each([
    'access-control',
    'access-control.root-login',
    'BH-07',
    'baseline-hardening.BH-07',
    'printers',
    'printers.any',
  ])('are not %s', (key) => expect(wrong(key)).toEqual([]));

  test.each([
    ['BH-99', 'there is no such control or rule'],
    ['acces-control', 'there is no such control or rule'],
    ['access-control.root', 'has no requirement "root"; it has '],
    ['secure-boot', 'secure-boot is not looked at on this machine'],
    ['AL-01', 'its control audit-logging is not looked at on this machine'],
  ])('are named: %s', (key, reason) => expect(wrong(key)).toEqual([expect.stringContaining(reason)]));
});
